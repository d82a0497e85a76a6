import { Injectable, Logger } from '@nestjs/common';
import { RepeatingJobs } from '@switchboard/chassis';
import { PublishLoads, type MarkedAgent } from './publish-loads.js';
import { UntoldAgents } from './untold-agents.query.js';

const everyMs = 250;
const maxAtOnce = 500;
/** While Redis is away it is queried again at this interval of turns. */
const unreadTurns = 8;

/**
 * Publishes on `routing.agents.v1` the agents whose open chats or presence may have changed: what changes
 * them marks them here. A mark that dies with its process is found again by the recount of the shop's leader.
 */
@Injectable()
export class AgentLoads {
  private readonly logger = new Logger(AgentLoads.name);
  private readonly marked = new Map<string, MarkedAgent>();
  /** Told of without Redis' word on their presence. */
  private readonly unread = new Map<string, MarkedAgent>();
  private turn = 0;

  constructor(
    private readonly publish: PublishLoads,
    private readonly untold: UntoldAgents,
    jobs: RepeatingJobs,
  ) {
    jobs.add({ name: 'publish loads of agents', everyMs, runsAtStop: true, run: () => this.flush() });
  }

  /** These agents may have another number of open chats or another presence now. */
  mark(shopId: string, agentIds: readonly string[]): void {
    for (const agentId of agentIds) this.marked.set(`${shopId}:${agentId}`, { shopId, agentId });
  }

  /** Publishes what is marked; what was published less than a second ago stays marked. */
  async flush(): Promise<void> {
    if (++this.turn % unreadTurns === 0) {
      for (const [key, agent] of this.unread) this.marked.set(key, agent);
      this.unread.clear();
    }
    const batch: MarkedAgent[] = [];
    for (const [key, agent] of this.marked) {
      if (batch.length >= maxAtOnce) break;
      batch.push(agent);
      this.marked.delete(key);
    }
    if (batch.length === 0) return;
    try {
      const later = await this.publish.run(batch);
      for (const { shopId, agentId, unread } of later) {
        if (unread) this.unread.set(`${shopId}:${agentId}`, { shopId, agentId });
        else this.mark(shopId, [agentId]);
      }
    } catch (error) {
      for (const { shopId, agentId } of batch) this.mark(shopId, [agentId]);
      this.logger.warn({ err: error }, 'agents’ loads could not be published; retrying');
    }
  }

  /** Marks every agent, in the shops of these ranges, whose published state is not the true one. */
  async recount(ranges: readonly number[]): Promise<void> {
    if (ranges.length === 0) return;
    for await (const agents of this.untold.of(ranges))
      for (const { shopId, agentId } of agents) this.mark(shopId, [agentId]);
  }
}
