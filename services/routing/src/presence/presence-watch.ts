import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ShutdownSequence } from '@switchboard/chassis';
import { Database, statement } from '@switchboard/persistence';
import { RedisConnection } from '@switchboard/redis';
import { AgentLoads } from './agent-loads.js';
import { PresenceLeases } from './presence-leases.js';

const everyMs = 1_000;

const toldOnline = statement(
  'agents-told-online',
  `select shop_id as "shopId", array_agg(agent_id::text) as "agentIds" from agent_load where online group by shop_id`,
);

interface OnlineAgents {
  shopId: string;
  agentIds: string[];
}

/**
 * Finds agents who went offline: told as online, and their last lease ran out. One without any lease may
 * only have been forgotten by Redis: they get the time of a lease to show up again.
 */
@Injectable()
export class PresenceWatch implements OnApplicationBootstrap {
  private readonly logger = new Logger(PresenceWatch.name);
  private readonly missingSince = new Map<string, number>();
  private timer?: NodeJS.Timeout;
  private current?: Promise<void>;

  constructor(
    private readonly database: Database,
    private readonly leases: PresenceLeases,
    private readonly loads: AgentLoads,
    private readonly redis: RedisConnection,
    private readonly shutdown: ShutdownSequence,
  ) {}

  onApplicationBootstrap(): void {
    this.redis.onInstanceChange(() => this.missingSince.clear());
    this.timer = setInterval(() => {
      this.current ??= this.look()
        .catch((error: unknown) =>
          this.logger.debug({ err: error }, 'presence could not be looked at; again soon'),
        )
        .finally(() => (this.current = undefined));
    }, everyMs).unref();
    this.shutdown.on('work', 'presence watch', async () => {
      clearInterval(this.timer);
      await this.current;
    });
  }

  /** Marks whoever went offline since they were told as online. */
  async look(): Promise<void> {
    const shops = await this.database.query<OnlineAgents>(toldOnline);
    const missing = new Set<string>();
    for (const { shopId, agentIds } of shops) {
      const standings = await this.leases.standings(shopId);
      for (const agentId of agentIds) {
        const standing = standings.get(agentId);
        if (standing === 'expired') this.loads.mark(shopId, [agentId]);
        if (standing === undefined) missing.add(`${shopId}:${agentId}`);
      }
    }
    await this.giveUp(missing);
  }

  private async giveUp(missing: ReadonlySet<string>): Promise<void> {
    for (const known of this.missingSince.keys()) if (!missing.has(known)) this.missingSince.delete(known);
    for (const agent of missing) {
      const since = this.missingSince.get(agent) ?? Date.now();
      this.missingSince.set(agent, since);
      if (Date.now() - since < this.leases.validMs) continue;
      const [shopId, agentId] = agent.split(':') as [string, string];
      await this.leases.expire(shopId, `${agentId}:gone`);
    }
  }
}
