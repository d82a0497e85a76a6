import { Injectable } from '@nestjs/common';
import type { RelayedRow } from '@switchboard/messaging';
import { statesOrGone } from './agent-state.js';
import { ChatQueue } from './chat-queue.js';
import { PoolSync } from './pool-sync.js';

/**
 * The sync that survives a crash: before the relay marks a row, the agents that the row names are made known. An
 * agent "full" in Redis and free in Postgres would starve unseen while others are ready. One statement and one
 * round trip per batch. Throws while Redis does not answer: the rows stay unmarked, Kafka goes on.
 */
@Injectable()
export class SyncTouchedAgents {
  constructor(
    private readonly queue: ChatQueue,
    private readonly sync: PoolSync,
  ) {}

  async beforeMark(rows: readonly Pick<RelayedRow, 'shopId' | 'agents'>[]): Promise<void> {
    const byShop = new Map<string, Set<string>>();
    for (const { shopId, agents } of rows) {
      if (!shopId || agents.length === 0) continue;
      const touched = byShop.get(shopId) ?? new Set();
      for (const agentId of agents) touched.add(agentId);
      byShop.set(shopId, touched);
    }
    if (byShop.size === 0) return;
    const asked = [...byShop].map(([shopId, touched]) => ({ shopId, agentIds: [...touched] }));
    const states = await this.queue.statesOf(asked);
    const replies = await this.sync.tell(
      asked.map(({ shopId, agentIds }) => ({
        shopId,
        states: statesOrGone(agentIds, states.get(shopId) ?? []),
      })),
    );
    if (replies.some(({ kind }) => kind === 'unavailable'))
      throw new Error('Redis did not take the touched agents');
  }
}
