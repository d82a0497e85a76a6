import { Injectable } from '@nestjs/common';
import { AgentPool, type SyncReply, type SyncRequest } from './agent-pool.js';
import { statesOrGone } from './agent-state.js';
import { ChatQueue } from './chat-queue.js';
import { Demand } from './demand.js';
import { EngineMetrics } from './engine-metrics.js';

/**
 * Tells the pool what Postgres committed. A call that is lost is made once more; after that the relay, the next
 * picker or the reconciler does it: the states are absolute, so who and how often does not matter.
 */
@Injectable()
export class PoolSync {
  private readonly background = new Set<Promise<unknown>>();
  private readonly shops = new Set<string>();

  constructor(
    private readonly pool: AgentPool,
    private readonly queue: ChatQueue,
    private readonly demand: Demand,
    private readonly metrics: EngineMetrics,
  ) {}

  /** Shops synced since the last call: the reconciler looks at them first. */
  takeTouchedShops(): string[] {
    const touched = [...this.shops];
    this.shops.clear();
    return touched;
  }

  /** One round trip for all; shops that are owed an agent are drained. Answers in the order of the requests. */
  async tell(requests: readonly SyncRequest[]): Promise<SyncReply[]> {
    if (requests.length === 0) return [];
    for (const { shopId } of requests) this.shops.add(shopId);
    const replies = await this.pool.sync(requests);
    const lost = replies.flatMap((reply, at) => (reply.kind === 'unavailable' ? [at] : []));
    if (lost.length > 0) {
      this.metrics.syncRetries.inc(lost.length);
      const again = await this.pool.sync(lost.map((at) => requests[at]!));
      lost.forEach((at, nth) => (replies[at] = again[nth]!));
    }
    replies.forEach((reply, at) => {
      if (reply.kind === 'kick') this.demand.add(requests[at]!.shopId, reply.chats);
    });
    return replies;
  }

  /** Sends without making the caller wait: the connection keeps it ahead of the next pick. */
  tellInBackground(requests: readonly SyncRequest[]): void {
    this.runInBackground(this.tell(requests));
  }

  /** Counts it as part of what `settled` waits for; its failure is healed by others. */
  runInBackground(work: Promise<unknown>): void {
    const sent = work.catch(() => undefined).finally(() => this.background.delete(sent));
    this.background.add(sent);
  }

  /**
   * Reads agents back after an unknown outcome or a dead process, and settles the operation. When it cannot, the
   * operation expires and the next picker does it.
   */
  async readBack(shopId: string, operation: string, agentIds: readonly string[]): Promise<void> {
    this.metrics.healed.inc();
    const states = await this.queue.statesOf([{ shopId, agentIds }]);
    await this.tell([{ shopId, operation, states: statesOrGone(agentIds, states.get(shopId) ?? []) }]);
  }

  /** When everything sent in the background has been answered. */
  async settled(): Promise<void> {
    while (this.background.size > 0) await Promise.all(this.background);
  }
}
