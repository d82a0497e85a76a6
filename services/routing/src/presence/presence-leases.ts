import { Inject, Injectable } from '@nestjs/common';
import { loadScripts, RedisConnection } from '@switchboard/redis';
import { environmentToken, type RoutingEnvironment } from '../environment.js';

const scripts = loadScripts<'renew-leases' | 'read-leases'>(new URL('./lua/', import.meta.url));
const key = (shopId: string) => `{${shopId}}:presence`;

/** The lease of an agent's open stream: short enough for Redis to keep a small shop's leases packed. */
export const leaseOf = (agentId: string, connectionId: string): string =>
  `${agentId}:${connectionId.slice(-12)}`;

/** Shops asked at once: a Redis that is slow is not asked for all of them one after the other. */
const atOnce = 100;

/**
 * Connection leases in Redis: each open stream of an agent holds one per shop. They are valid for 30 s and
 * renewed every 10 s, so that a process that dies takes nobody offline at once.
 */
@Injectable()
export class PresenceLeases {
  constructor(
    private readonly redis: RedisConnection,
    @Inject(environmentToken) private readonly environment: RoutingEnvironment,
  ) {}

  /** How long a lease is valid: an agent goes offline so long after their last stream closed. */
  get validMs(): number {
    return this.environment.PRESENCE_GRACE_MS;
  }

  /** Opens or renews leases; members are `agent:connection`. */
  async renew(shopId: string, members: readonly string[]): Promise<void> {
    if (members.length === 0) return;
    await scripts['renew-leases'].run(this.redis.client, [key(shopId)], [this.validMs, ...members]);
  }

  /** Says of an agent without any lease that they are gone. */
  async expire(shopId: string, member: string): Promise<void> {
    await scripts['renew-leases'].run(this.redis.client, [key(shopId)], [-1, member]);
  }

  /**
   * For how many ms each agent with a lease stays online yet; negative: the last one has run out, within the last
   * minute. No lease at all says nothing: Redis may have lost it.
   */
  async remaining(shopId: string): Promise<Map<string, number>> {
    const answer = await scripts['read-leases'].run(this.redis.client, [key(shopId)], []);
    const [now, ...pairs] = answer as string[];
    const remaining = new Map<string, number>();
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const agentId = pairs[i]!.slice(0, pairs[i]!.indexOf(':'));
      const left = Number(pairs[i + 1]) - Number(now);
      remaining.set(agentId, Math.max(left, remaining.get(agentId) ?? left));
    }
    return remaining;
  }

  /** Who is online in a shop now. */
  async onlineAgents(shopId: string): Promise<string[]> {
    return [...(await this.remaining(shopId))].filter(([, left]) => left >= 0).map(([agentId]) => agentId);
  }
}

/** Does something for each shop, some of them at once. */
export async function forShops<Shop>(
  shops: readonly Shop[],
  work: (shop: Shop) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < shops.length; from += atOnce)
    await Promise.all(shops.slice(from, from + atOnce).map(work));
}
