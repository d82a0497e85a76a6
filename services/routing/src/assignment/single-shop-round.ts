import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { AgentPool, type PickReply } from './agent-pool.js';
import { ChatQueue } from './chat-queue.js';
import { Demand, type Wanted } from './demand.js';
import { stillWanted, toPicks } from './picks.js';
import { PoolRebuild } from './pool-rebuild.js';
import { PoolSync } from './pool-sync.js';
import { ShopEpochs } from './shop-epochs.js';

/** Dead operations healed in one go before Postgres chooses. */
const maxHeals = 8;
/** Chats that one call of Postgres's own choice takes: it goes chat by chat, and has two seconds. */
const maxChosen = 50;

/** The careful way, for one shop: heals what a dead process left, and chooses in SQL while the pool cannot. */
@Injectable()
export class SingleShopRound {
  private readonly logger = new Logger(SingleShopRound.name);

  constructor(
    private readonly pool: AgentPool,
    private readonly queue: ChatQueue,
    private readonly epochs: ShopEpochs,
    private readonly demand: Demand,
    private readonly sync: PoolSync,
    private readonly rebuild: PoolRebuild,
  ) {}

  /** False: it did not work out, and has to be tried again. */
  async serve(shop: Wanted): Promise<boolean> {
    try {
      await this.round(shop);
      return true;
    } catch (error) {
      this.logger.warn({ err: error, shopId: shop.shopId }, 'a shop could not be served; it is tried again');
      return false;
    }
  }

  /**
   * Chats to agents by Postgres's own choice, as long as it finds any: until the pool is back this is the
   * only way, and the queue must not wait for it. Answers how many were assigned.
   */
  async choose(shopId: string, limit: number): Promise<number> {
    let assigned = 0;
    for (;;) {
      const round = await this.queue.assignChoosing(shopId, Math.min(limit, maxChosen));
      this.epochs.remember(round);
      if (round.states.length > 0) this.sync.tellInBackground([{ shopId, states: round.states }]);
      assigned += round.assigned;
      if (round.assigned === 0 || round.waiting === 0) return assigned;
    }
  }

  private async round({ shopId, wanted }: Wanted): Promise<void> {
    const shop = (await this.epochs.of([shopId])).get(shopId);
    if (!shop) return;
    const operation = uuid();
    const reply = await this.pickHealed({ shopId, wanted, epoch: shop.epoch, operation });
    if (reply.kind === 'not_loaded') {
      this.epochs.forget(shopId);
      this.rebuild.start(shopId);
    }
    if (reply.kind !== 'picked') {
      await this.choose(shopId, wanted);
      return;
    }
    if (reply.agentIds.length === 0) return;

    let round;
    try {
      [round] = await this.queue.assign([toPicks({ ...shop, reply })]);
    } catch (error) {
      // Unknown outcome: what the agents are now decides what Redis believes.
      await this.sync.readBack(shopId, operation, reply.agentIds);
      throw error;
    }
    this.sync.tellInBackground([{ shopId, operation, states: round?.states ?? [] }]);
    if (!round?.fresh) {
      this.epochs.forget(shopId);
      this.demand.add(shopId, wanted);
      return;
    }
    this.demand.add(shopId, stillWanted(wanted, reply, round));
  }

  private async pickHealed(request: { shopId: string; wanted: number; epoch: number; operation: string }) {
    let reply: PickReply = { kind: 'unavailable' };
    for (let heals = 0; heals <= maxHeals; heals++) {
      reply = (await this.pool.pick([request]))[0]!;
      if (reply.kind !== 'heal') break;
      await this.sync.readBack(request.shopId, reply.operation, reply.agentIds);
    }
    return reply;
  }
}
