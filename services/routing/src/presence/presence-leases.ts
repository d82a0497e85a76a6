import { Inject, Injectable } from '@nestjs/common';
import { loadScripts, RedisConnection } from '@switchboard/redis';
import { environmentToken, type RoutingEnvironment } from '../environment.js';

const scripts = loadScripts<'renew-leases' | 'read-leases'>(new URL('./lua/', import.meta.url));
const key = (shopId: string) => `{${shopId}}:presence`;

/** What the leases of a shop say about one agent. No lease at all says nothing: Redis may have lost it. */
export type LeaseStanding = 'valid' | 'expired';

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

  /** The agents with a lease, valid or expired within the last minute. */
  async standings(shopId: string): Promise<Map<string, LeaseStanding>> {
    const answer = await scripts['read-leases'].run(this.redis.client, [key(shopId)], []);
    const [now, ...pairs] = answer as string[];
    const standings = new Map<string, LeaseStanding>();
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const agentId = pairs[i]!.slice(0, pairs[i]!.indexOf(':'));
      if (Number(pairs[i + 1]) >= Number(now)) standings.set(agentId, 'valid');
      else if (!standings.has(agentId)) standings.set(agentId, 'expired');
    }
    return standings;
  }

  /** Who is online in a shop now. */
  async onlineAgents(shopId: string): Promise<string[]> {
    return [...(await this.standings(shopId))]
      .filter(([, standing]) => standing === 'valid')
      .map(([agentId]) => agentId);
  }
}
