import { Injectable } from '@nestjs/common';
import type { AgentState } from './agent-state.js';
import { Demand } from './demand.js';
import { PoolSync } from './pool-sync.js';

/** What an SQL function answers about agents whose load or eligibility it changed. */
export interface CapacityChange {
  shop: string;
  states: readonly AgentState[];
  /** Chats that it put into the queue. */
  queued: number;
}

/**
 * What must follow a commit that freed capacity, made an agent eligible or queued a chat: the pool gets the
 * agents' states, and chats that can be served now are. Call it after the commit; calling it twice does no harm.
 */
@Injectable()
export class CapacityChanges {
  constructor(
    private readonly sync: PoolSync,
    private readonly demand: Demand,
  ) {}

  /** The same without making the caller wait: the connection keeps it ahead of the next pick. */
  followInBackground(changes: CapacityChange | readonly CapacityChange[]): void {
    this.sync.runInBackground(this.follow(changes));
  }

  async follow(changes: CapacityChange | readonly CapacityChange[]): Promise<void> {
    const all = 'shop' in changes ? [changes] : [...changes];
    const told = all.filter(({ states }) => states.length > 0);
    const replies = await this.sync.tell(told.map(({ shop, states }) => ({ shopId: shop, states })));
    replies.forEach((reply, at) => {
      // A pool that does not know the shop cannot say that chats wait: one pick finds out.
      if (reply.kind !== 'done' && reply.kind !== 'kick') this.demand.add(told[at]!.shop, 1);
    });
    for (const { shop, queued } of all) this.demand.add(shop, queued);
  }
}
