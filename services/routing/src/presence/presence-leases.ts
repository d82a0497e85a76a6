import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT } from '@switchboard/chassis';
import { loadScripts, RedisConnection, type ScriptArgument } from '@switchboard/redis';
import type { RoutingEnvironment } from '../environment.js';

const scripts = loadScripts<'renew-leases' | 'read-leases'>(new URL('./lua/', import.meta.url));
const key = (shopId: string) => `{${shopId}}:presence`;

/** The lease of an agent's open stream: short enough for Redis to keep a small shop's leases packed. */
export const leaseOf = (agentId: string, connectionId: string): string =>
  `${agentId}:${connectionId.slice(-12)}`;

/** Whose lease it is. */
export const agentOf = (member: string): string => member.slice(0, member.indexOf(':'));

/** Shops asked at once: a Redis that is slow is not asked for all of them one after the other. */
const atOnce = 100;

/**
 * Connection leases in Redis: each open stream of an agent holds one per shop. They are valid for 30 s and
 * renewed every 10 s, so that a process that dies takes no agent offline at once.
 */
@Injectable()
export class PresenceLeases {
  /** Redis was out of reach a moment ago: leases have run out that could not be renewed. */
  private blindUntil = 0;

  constructor(
    private readonly redis: RedisConnection,
    @Inject(ENVIRONMENT) private readonly environment: RoutingEnvironment,
  ) {}

  /** How long a lease is valid: an agent goes offline so long after their last stream closed. */
  get validMs(): number {
    return this.environment.PRESENCE_GRACE_MS;
  }

  /** Opens or renews leases; members are `agent:connection`. Answers the agents who had none that was valid. */
  async renew(shopId: string, members: readonly string[]): Promise<string[]> {
    if (members.length === 0) return [];
    const args = [this.validMs, ...members];
    return ((await this.run('renew-leases', shopId, args)) as string[]).map(agentOf);
  }

  /** Says of an agent without any lease that they are gone. */
  async expire(shopId: string, member: string): Promise<void> {
    await this.run('renew-leases', shopId, [-1, member]);
  }

  /**
   * For how many ms each agent with a lease stays online yet; negative: the last one has run out, within the last
   * minute. No lease at all says nothing: Redis may have lost it. Neither does one that ran out while nobody could
   * renew it.
   */
  async remaining(shopId: string): Promise<Map<string, number>> {
    const [now, ...pairs] = (await this.run('read-leases', shopId, [])) as string[];
    const blind = Date.now() < this.blindUntil;
    const remaining = new Map<string, number>();
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const agentId = agentOf(pairs[i]!);
      const left = Number(pairs[i + 1]) - Number(now);
      if (blind && left < 0) continue;
      remaining.set(agentId, Math.max(left, remaining.get(agentId) ?? left));
    }
    return remaining;
  }

  /** Who is online in a shop now. */
  async onlineAgents(shopId: string): Promise<string[]> {
    return [...(await this.remaining(shopId))].filter(([, left]) => left >= 0).map(([agentId]) => agentId);
  }

  private async run(name: keyof typeof scripts, shopId: string, args: readonly ScriptArgument[]) {
    try {
      return await scripts[name].run(this.redis.client, [key(shopId)], args);
    } catch (error) {
      this.blindUntil = Date.now() + this.validMs;
      throw error;
    }
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
