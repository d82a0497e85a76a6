import { Injectable } from '@nestjs/common';
import { problem } from '@switchboard/http';
import { statement, type Queryable } from '@switchboard/persistence';
import { v7 as uuidv7 } from 'uuid';
import { issueToken } from '../links/link-token.js';

/** Days a refresh token lives unused; each rotation restarts them. */
const refreshDays = 30;

/** Why a session ended; shown in no answer, kept for the operator. */
export type SessionEnd =
  'signed_out' | 'signed_out_everywhere' | 'password_changed' | 'refresh_reused' | 'member_deleted';

/** The membership that a session is signed in to. */
export interface SessionMember {
  accountId: string;
  userId: string;
  personId: string;
}

/** What a client gets to keep a session going. */
export interface SessionCredentials {
  sessionId: string;
  refreshToken: string;
}

const insertSession = statement(
  'session.insert',
  `insert into session (session_id, account_id, user_id, person_id) values ($1, $2, $3, $4)`,
);
const insertRefreshToken = statement(
  'session.insert-refresh-token',
  `insert into refresh_token (token_hash, session_id, expires_at)
   values ($1, $2, switchboard_now() + make_interval(days => $3))`,
);
const touchMember = statement(
  'session.touch-member',
  `update membership set last_used_at = switchboard_now() where account_id = $1 and user_id = $2`,
);
const moveSession = statement(
  'session.move',
  `update session set account_id = $2, user_id = $3 where session_id = $1 and ended_at is null returning session_id`,
);
const endOne = statement(
  'session.end',
  `update session set ended_at = switchboard_now(), end_reason = $2 where session_id = $1 and ended_at is null
   returning session_id`,
);
const endOfPerson = statement(
  'session.end-of-person',
  `update session set ended_at = switchboard_now(), end_reason = $2
   where person_id = $1 and ended_at is null and session_id is distinct from $3 returning session_id`,
);
const endOfMember = statement(
  'session.end-of-member',
  `update session set ended_at = switchboard_now(), end_reason = 'member_deleted'
   where account_id = $1 and user_id = $2 and ended_at is null returning session_id`,
);

interface SessionRow {
  session_id: string;
}

/** The sessions of people: opened by signing in, kept by refresh tokens, ended for good. */
@Injectable()
export class Sessions {
  /** Opens a session in one membership, which becomes the person's last used. */
  async open(tx: Queryable, { accountId, userId, personId }: SessionMember): Promise<SessionCredentials> {
    const sessionId = uuidv7();
    await tx.query(insertSession, [sessionId, accountId, userId, personId]);
    await tx.query(touchMember, [accountId, userId]);
    return { sessionId, refreshToken: await this.issueRefreshToken(tx, sessionId) };
  }

  /** Signs a session in to another membership of its person. Throws auth.session_ended. */
  async move(tx: Queryable, sessionId: string, accountId: string, userId: string): Promise<string> {
    const moved = await tx.query<SessionRow>(moveSession, [sessionId, accountId, userId]);
    if (moved.length === 0) throw problem('auth.session_ended');
    await tx.query(touchMember, [accountId, userId]);
    return this.issueRefreshToken(tx, sessionId);
  }

  /** One more refresh token of the session's family. */
  async issueRefreshToken(tx: Queryable, sessionId: string): Promise<string> {
    const { token, hash } = issueToken();
    await tx.query(insertRefreshToken, [hash, sessionId, refreshDays]);
    return token;
  }

  /** Ends one session; answers what was ended, for the mirror. */
  async end(tx: Queryable, sessionId: string, reason: SessionEnd): Promise<string[]> {
    return ids(await tx.query<SessionRow>(endOne, [sessionId, reason]));
  }

  /** Ends every session of a person, in all accounts, but `except`. */
  async endAll(tx: Queryable, personId: string, reason: SessionEnd, except?: string): Promise<string[]> {
    return ids(await tx.query<SessionRow>(endOfPerson, [personId, reason, except ?? null]));
  }

  /** Ends the sessions that are signed in to one membership. */
  async endOfMember(tx: Queryable, accountId: string, userId: string): Promise<string[]> {
    return ids(await tx.query<SessionRow>(endOfMember, [accountId, userId]));
  }
}

const ids = (rows: SessionRow[]): string[] => rows.map((row) => row.session_id);
