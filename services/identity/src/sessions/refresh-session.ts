import { Injectable } from '@nestjs/common';
import { problem } from '@switchboard/http';
import { statement, TransactionRunner } from '@switchboard/persistence';
import { AccessAnnouncement } from '../access/access-announcement.js';
import { tokenHash } from '../links/link-token.js';
import { SessionAnswer } from './session-answer.js';
import { Sessions, type SessionCredentials } from './sessions.js';
import type { SignedInDto } from './signed-in.dto.js';

interface TokenRow {
  session_id: string;
  account_id: string;
  user_id: string;
  ended: boolean;
  expired: boolean;
  fresh: boolean;
  within_grace: boolean;
}

type Outcome =
  | { kind: 'refreshed'; accountId: string; userId: string; credentials: SessionCredentials }
  | { kind: 'reused'; endedSessions: string[] }
  | { kind: 'refused' };

/** Two tabs may hold the same token: within this many seconds of its rotation it gets a sibling. */
const graceSeconds = 10;

// The session is locked first and read after, so that two uses of one token come one after the other.
const lockSession = statement(
  'refresh.lock-session',
  `select session_id from session
   where session_id = (select session_id from refresh_token where token_hash = $1) for no key update`,
);
const readToken = statement(
  'refresh.read',
  `select s.session_id, s.account_id, s.user_id, s.ended_at is not null as ended,
     t.expires_at <= switchboard_now() as expired, t.rotated_at is null as fresh,
     coalesce(switchboard_now() < t.rotated_at + make_interval(secs => $2), false) as within_grace
   from refresh_token t join session s using (session_id) where t.token_hash = $1`,
);
const rotate = statement(
  'refresh.rotate',
  `update refresh_token set rotated_at = switchboard_now() where token_hash = $1 and rotated_at is null`,
);

/** Exchanges a refresh token for the next pair. A token that comes back later than its grace revokes the family. */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly sessions: Sessions,
    private readonly announcement: AccessAnnouncement,
    private readonly answer: SessionAnswer,
  ) {}

  async run(refreshToken: string): Promise<SignedInDto> {
    const hash = tokenHash(refreshToken);
    if (!hash) throw problem('auth.session_ended');
    const outcome = await this.exchange(hash);
    if (outcome.kind === 'reused') await this.announcement.announce({ endedSessions: outcome.endedSessions });
    if (outcome.kind !== 'refreshed') throw problem('auth.session_ended');
    return this.answer.build(outcome.accountId, outcome.userId, outcome.credentials);
  }

  private exchange(hash: Buffer): Promise<Outcome> {
    return this.transactions.run(async (tx): Promise<Outcome> => {
      await tx.query(lockSession, [hash]);
      const [token] = await tx.query<TokenRow>(readToken, [hash, graceSeconds]);
      if (!token || token.ended || token.expired) return { kind: 'refused' };
      const { session_id: sessionId, account_id: accountId, user_id: userId } = token;
      if (!token.fresh && !token.within_grace) {
        return { kind: 'reused', endedSessions: await this.sessions.end(tx, sessionId, 'refresh_reused') };
      }
      await tx.query(rotate, [hash]);
      const refreshed = await this.sessions.issueRefreshToken(tx, sessionId);
      return { kind: 'refreshed', accountId, userId, credentials: { sessionId, refreshToken: refreshed } };
    });
  }
}
