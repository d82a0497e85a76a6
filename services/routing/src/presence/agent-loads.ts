import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ShutdownSequence } from '@switchboard/chassis';
import { Database, statement } from '@switchboard/persistence';
import { PublishLoads, type MarkedAgent } from './publish-loads.js';

const everyMs = 250;
const recountEveryMs = 15_000;

const unlike = statement(
  'agents-told-wrongly',
  `select a.shop_id as "shopId", a.id as "agentId" from agent a
   left join agent_load l on l.shop_id = a.shop_id and l.agent_id = a.id
   where a.open_count <> coalesce(l.open_chats, 0) limit 500`,
);

/**
 * Tells `routing.agents.v1` about the agents whose open chats or presence may have changed: whoever changes
 * them marks them here. A mark that dies with its process is found again by the recount.
 */
@Injectable()
export class AgentLoads implements OnApplicationBootstrap {
  private readonly logger = new Logger(AgentLoads.name);
  private marked = new Map<string, MarkedAgent>();
  private timers: NodeJS.Timeout[] = [];
  private current?: Promise<void>;

  constructor(
    private readonly publish: PublishLoads,
    private readonly database: Database,
    private readonly shutdown: ShutdownSequence,
  ) {}

  onApplicationBootstrap(): void {
    this.timers = [
      setInterval(() => this.start(), everyMs).unref(),
      setInterval(() => void this.recount(), recountEveryMs).unref(),
    ];
    this.shutdown.on('work', 'agent loads', async () => {
      this.timers.forEach((timer) => clearInterval(timer));
      await this.current;
      await this.flush();
    });
  }

  /** These agents may have another number of open chats or another presence now. */
  mark(shopId: string, agentIds: readonly string[]): void {
    for (const agentId of agentIds) this.marked.set(`${shopId}:${agentId}`, { shopId, agentId });
  }

  /** Publishes what is marked; what was told less than a second ago stays marked. */
  async flush(): Promise<void> {
    const batch = [...this.marked.values()].slice(0, 500);
    for (const { shopId, agentId } of batch) this.marked.delete(`${shopId}:${agentId}`);
    if (batch.length === 0) return;
    try {
      const later = await this.publish.run(batch);
      for (const { shopId, agentId } of later) this.mark(shopId, [agentId]);
    } catch (error) {
      for (const { shopId, agentId } of batch) this.mark(shopId, [agentId]);
      this.logger.warn({ err: error }, 'loads of agents could not be told; again soon');
    }
  }

  private start(): void {
    this.current ??= this.flush().finally(() => {
      this.current = undefined;
    });
  }

  private async recount(): Promise<void> {
    try {
      const agents = await this.database.query<MarkedAgent>(unlike);
      for (const { shopId, agentId } of agents) this.mark(shopId, [agentId]);
    } catch (error) {
      this.logger.warn({ err: error }, 'loads of agents could not be compared; again soon');
    }
  }
}
