import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RedisConnection, redisPrefixed } from '@switchboard/redis';
import { problem } from '../problems/problem.js';
import type { UserActor } from './actor.js';
import { MemberGate, toActor, type TokenIdentity } from './member-gate.js';

/** Seconds in which a ticket must be used. */
export const ticketSeconds = 30;

const key = redisPrefixed('access:ticket');
const hashOf = (ticket: string): string => createHash('sha256').update(ticket).digest('base64url');

interface StoredTicket {
  holder: TokenIdentity;
  purpose: unknown;
}

/**
 * Single-use tickets for callers that cannot send a header (a browser's EventSource). Only the hash is
 * stored; the holder's rights are judged again when it is used.
 */
@Injectable()
export class Tickets {
  constructor(
    private readonly redis: RedisConnection,
    private readonly members: MemberGate,
  ) {}

  /** A ticket for this user; `purpose` (JSON) comes back when it is used. */
  async issue(user: UserActor, purpose: unknown): Promise<string> {
    const { accountId, userId, sessionId, accessVersion } = user;
    const ticket = randomBytes(32).toString('base64url');
    const stored: StoredTicket = { holder: { accountId, userId, sessionId, accessVersion }, purpose };
    await this.redis.client.set(key(hashOf(ticket)), JSON.stringify(stored), 'EX', ticketSeconds);
    return ticket;
  }

  /** Takes the ticket out and lets its holder in. Throws `auth.token_invalid` when it is unknown, used or too old. */
  async redeem(ticket: unknown): Promise<{ actor: UserActor; purpose: unknown }> {
    if (typeof ticket !== 'string') throw problem('auth.token_invalid');
    const stored = await this.redis.client.getdel(key(hashOf(ticket)));
    if (stored === null) throw problem('auth.token_invalid');
    const { holder, purpose } = JSON.parse(stored) as StoredTicket;
    return { actor: toActor(holder, await this.members.standing(holder)), purpose };
  }
}
