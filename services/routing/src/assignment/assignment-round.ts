import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { AgentPool } from './agent-pool.js';
import { ChatQueue, type ShopRound } from './chat-queue.js';
import { Demand, type Wanted } from './demand.js';
import { ShopEpochs } from './shop-epochs.js';
import { stillWanted, toPicks, type Picked } from './picks.js';
import { PoolSync } from './pool-sync.js';
import { SingleShopRound } from './single-shop-round.js';

interface PickedShop extends Wanted {
  operation: string;
  epoch: number;
  reply: Picked;
}

/**
 * One round over a set of shops: pick (Redis, one pipeline), assign (Postgres, one call), sync (Redis, sent
 * ahead of whatever comes next). Anything unusual in a shop is left to that shop alone.
 */
@Injectable()
export class AssignmentRound {
  private readonly logger = new Logger(AssignmentRound.name);

  constructor(
    private readonly pool: AgentPool,
    private readonly queue: ChatQueue,
    private readonly epochs: ShopEpochs,
    private readonly demand: Demand,
    private readonly sync: PoolSync,
    private readonly single: SingleShopRound,
  ) {}

  /** Answers the shops that could not be served and are to be tried again. */
  async serve(shops: readonly Wanted[]): Promise<Wanted[]> {
    let usual: PickedShop[];
    let unusual: Wanted[];
    try {
      ({ usual, unusual } = await this.pick(shops));
    } catch (error) {
      this.logger.warn({ err: error }, 'the epochs of a round could not be read');
      return [...shops];
    }
    if (usual.length > 0) unusual = unusual.concat(await this.assign(usual));
    const unserved: Wanted[] = [];
    for (const shop of unusual) {
      if (!(await this.single.serve(shop))) unserved.push(shop);
    }
    return unserved;
  }

  /** Shops without a ready agent drop out here: the pool keeps what they are owed. */
  private async pick(shops: readonly Wanted[]): Promise<{ usual: PickedShop[]; unusual: Wanted[] }> {
    const epochs = await this.epochs.of(shops.map(({ shopId }) => shopId));
    const requests = shops.flatMap(({ shopId, wanted }) => {
      const known = epochs.get(shopId);
      return known ? [{ shopId, wanted, epoch: known.epoch, operation: uuid() }] : [];
    });
    const replies = await this.pool.pick(requests);
    const usual: PickedShop[] = [];
    const unusual: Wanted[] = [];
    requests.forEach((request, at) => {
      const reply = replies[at]!;
      if (reply.kind !== 'picked') unusual.push({ shopId: request.shopId, wanted: request.wanted });
      else if (reply.agentIds.length > 0) usual.push({ ...request, reply });
    });
    return { usual, unusual };
  }

  private async assign(shops: readonly PickedShop[]): Promise<Wanted[]> {
    let rounds: ShopRound[];
    try {
      rounds = await this.queue.assign(shops.map(toPicks));
    } catch (error) {
      this.logger.warn(
        { err: error },
        'a round failed; its agents are read back and its shops served one by one',
      );
      await Promise.allSettled(
        shops.map(({ shopId, operation, reply }) => this.sync.readBack(shopId, operation, reply.agentIds)),
      );
      return shops.map(({ shopId, wanted }) => ({ shopId, wanted }));
    }
    const outcome = new Map(rounds.map((round) => [round.shopId, round]));
    this.sync.tellInBackground(
      shops.map(({ shopId, operation }) => ({
        shopId,
        operation,
        states: outcome.get(shopId)?.states ?? [],
      })),
    );
    for (const shop of shops) this.followUp(shop, outcome.get(shop.shopId));
    return [];
  }

  private followUp({ shopId, wanted, reply }: PickedShop, round: ShopRound | undefined): void {
    if (!round?.fresh) {
      this.epochs.forget(shopId);
      this.demand.add(shopId, wanted);
      return;
    }
    this.demand.add(shopId, stillWanted(wanted, reply, round));
  }
}
