import { Injectable } from '@nestjs/common';
import { loadScripts, RedisConnection, redisPrefixed } from '@switchboard/redis';
import type { MemberAccess } from './access-directory.js';

/** What Redis says about a member and one of their sessions. */
export interface MirrorReading {
  sessionEnded: boolean;
  member?: Pick<MemberAccess, 'status' | 'accessVersion'>;
}

/** Longer than any token lives, and than any projection should lag. */
const keptSeconds = 3600;
const key = redisPrefixed('access');
const completeKey = key('complete-for');
const scripts = loadScripts<'mirror-member'>(new URL('./lua/', import.meta.url));

/**
 * The marks in Redis by which a revocation bites on the next request everywhere. Identity writes them before
 * it answers and again for the last hour's changes (every 5 s, and when another Redis instance answers), then
 * calls `confirm()`. A Redis that was not confirmed for its present instance may have forgotten marks: reading
 * it answers `undefined`, as a Redis that is gone does, and identity is asked instead.
 */
@Injectable()
export class AccessMirror {
  constructor(private readonly redis: RedisConnection) {}

  /** Status and access version of a member; an older one never replaces a newer. */
  async writeMember(
    member: Pick<MemberAccess, 'accountId' | 'userId' | 'status' | 'accessVersion'>,
  ): Promise<void> {
    const { accountId, userId, accessVersion, status } = member;
    await scripts['mirror-member'].run(
      this.redis.client,
      [key('member', accountId, userId)],
      [accessVersion, status, keptSeconds],
    );
  }

  /** Marks a session as ended. */
  async endSession(sessionId: string): Promise<void> {
    await this.redis.client.set(key('session', sessionId), 'ended', 'EX', keptSeconds);
  }

  /** Marks an API key as revoked. */
  async revokeKey(keyId: string): Promise<void> {
    await this.redis.client.set(key('key', keyId), 'revoked', 'EX', keptSeconds);
  }

  /**
   * Says that the Redis instance (`RedisConnection.instance.runId` when the writing began; the present one unless
   * told) holds every mark of the last hour. Identity's to call. False: another instance answers by now.
   */
  async confirm(runId?: string): Promise<boolean> {
    const instance = await this.redis.look();
    if (!instance || (runId !== undefined && runId !== instance.runId)) return false;
    await this.redis.client.set(completeKey, instance.runId);
    return true;
  }

  /** Reads the marks of one request. `undefined`: Redis does not answer, or may have forgotten. */
  async readMember(accountId: string, userId: string, sessionId: string): Promise<MirrorReading | undefined> {
    const values = await this.read([key('session', sessionId), key('member', accountId, userId)]);
    if (!values) return undefined;
    const [session, member] = values;
    return { sessionEnded: session != null, member: parseMember(member) };
  }

  /** Whether a key is marked as revoked. `undefined`: as above. */
  async isKeyRevoked(keyId: string): Promise<boolean | undefined> {
    const values = await this.read([key('key', keyId)]);
    return values && values[0] != null;
  }

  private async read(keys: string[]): Promise<Array<string | null> | undefined> {
    const instance = this.redis.instance;
    // A mark whose server is known to be gone is not waited for.
    if (!instance || ![completeKey, ...keys].every((name) => this.redis.nodeOf(name))) return undefined;
    try {
      // Single reads, sent together: in a cluster the keys live in different slots.
      const [complete, ...values] = await Promise.all(
        [completeKey, ...keys].map((name) => this.redis.client.get(name)),
      );
      return complete === instance.runId ? values : undefined;
    } catch {
      return undefined;
    }
  }
}

function parseMember(value: string | null | undefined): MirrorReading['member'] {
  const [, version, status] = /^(\d+):(active|deactivated|deleted)$/.exec(value ?? '') ?? [];
  if (!version) return undefined;
  return { accessVersion: Number(version), status: status as MemberAccess['status'] };
}
