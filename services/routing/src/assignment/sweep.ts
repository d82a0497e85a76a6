import { Injectable } from '@nestjs/common';
import { ChatQueue } from './chat-queue.js';
import { Demand } from './demand.js';
import { EngineMetrics } from './engine-metrics.js';
import { EngineSettings } from './engine-settings.js';
import { ShopRanges } from './shop-ranges.js';
import { SingleShopRound } from './single-shop-round.js';

/** Chats of one shop asked for in one turn. */
const mostWaiting = 500;

/**
 * The net under every wake-up: a chat that waits although somebody could take it is served within 3 s, whoever
 * died and whatever Redis believes. One leader per range of shops.
 */
@Injectable()
export class Sweep {
  private readonly tasks: ((ranges: readonly number[]) => Promise<void>)[] = [];

  constructor(
    private readonly ranges: ShopRanges,
    private readonly queue: ChatQueue,
    private readonly demand: Demand,
    private readonly single: SingleShopRound,
    readonly settings: EngineSettings,
    private readonly metrics: EngineMetrics,
  ) {}

  /** Other work that must be picked up again after a process died. */
  also(task: (ranges: readonly number[]) => Promise<void>): void {
    this.tasks.push(task);
  }

  /** One turn. */
  async run(): Promise<void> {
    const ranges = await this.ranges.owned();
    if (ranges.length === 0) return;
    for (const task of this.tasks) await task(ranges);
    for (const shopId of await this.queue.longWaiting(ranges, this.settings.sweepAgeMs)) {
      if (await this.queue.canServe(shopId)) await this.serve(shopId);
    }
  }

  /** By a pick first; when chats still wait that Postgres has agents for, Redis is wrong, and Postgres chooses. */
  private async serve(shopId: string): Promise<void> {
    if (!this.demand.wants(shopId)) {
      this.demand.add(shopId, await this.queue.waiting(shopId, mostWaiting));
    }
    await this.demand.settled(shopId);
    if (!(await this.queue.canServe(shopId))) return;
    this.metrics.swept.inc();
    await this.single.choose(shopId, this.settings.pickLimit);
  }
}
