import { Injectable, Logger } from '@nestjs/common';
import { Outbox } from '@switchboard/messaging';
import { Database, statement } from '@switchboard/persistence';
import { CapacityChanges, type CapacityChange } from '../assignment/capacity-changes.js';
import { Sweep } from '../assignment/sweep.js';
import { rangeOf } from '../assignment/shop-ranges.js';

/** An agent who may not have the shop's chats any more. */
export interface LostAgent {
  shopId: string;
  agentId: string;
}

interface Requeued extends CapacityChange {
  moved: number;
  remaining: number;
}

/** Chats per transaction. */
const chunk = 100;
/** Agents looked for in one turn of the sweep. */
const maxAgents = 100;

const requeueChats = statement('requeue_agent_chats', 'select requeue_agent_chats_v1($1, $2, $3) as answer');
const agentsLeft = statement(
  'agents_to_requeue',
  `select shop_id, id from agent
   where to_requeue and ${rangeOf('shop_id')} = any ($1::bigint[]) limit $2`,
);

/**
 * Open chats of an agent who is deactivated, deleted or lost the shop go back to the queue and are assigned again at
 * once. The work left is visible in the rows (`to_requeue`), so a killed process is continued by the sweep.
 */
@Injectable()
export class RequeueLostChats {
  private readonly logger = new Logger(RequeueLostChats.name);
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly changes: CapacityChanges,
    private readonly outbox: Outbox,
    sweep: Sweep,
  ) {
    sweep.also((ranges) => this.resume(ranges));
  }

  /** Begins for each agent unless it is under way; a failure is continued by the sweep. */
  start(agents: readonly LostAgent[]): void {
    for (const agent of agents) {
      void this.run(agent).catch((error: unknown) =>
        this.logger.warn(
          { err: error, ...agent },
          'requeueing an agent’s chats stopped; the sweep goes on with it',
        ),
      );
    }
  }

  run({ shopId, agentId }: LostAgent): Promise<void> {
    const key = `${shopId}:${agentId}`;
    const running = this.running.get(key);
    if (running) return running;
    const run = this.requeueAll(shopId, agentId).finally(() => this.running.delete(key));
    this.running.set(key, run);
    return run;
  }

  /** When nothing is under way here. */
  async settled(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running.values());
  }

  private async requeueAll(shopId: string, agentId: string): Promise<void> {
    for (;;) {
      const [row] = await this.database.query<{ answer: Requeued }>(requeueChats, [shopId, agentId, chunk]);
      const { answer } = row!;
      if (answer.moved > 0) this.outbox.committed();
      await this.changes.follow(answer);
      if (answer.remaining === 0 || answer.moved === 0) return;
    }
  }

  private async resume(ranges: readonly number[]): Promise<void> {
    const left = await this.database.query<{ shop_id: string; id: string }>(agentsLeft, [ranges, maxAgents]);
    this.start(left.map(({ shop_id, id }) => ({ shopId: shop_id, agentId: id })));
  }
}
