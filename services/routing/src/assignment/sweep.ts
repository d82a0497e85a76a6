import { Injectable, Logger } from '@nestjs/common';
import { ChatQueue } from './chat-queue.js';
import { Demand } from './demand.js';
import { EngineMetrics } from './engine-metrics.js';
import { EngineSettings } from './engine-settings.js';
import { ShopRanges } from './shop-ranges.js';
import { SingleShopRound } from './single-shop-round.js';

/** Chats of one shop asked for in one turn. */
const maxWaiting = 500;
/** A shop is given this long to be served by picks. One that is never idle must not keep the others waiting. */
const patienceMs = 250;

/**
 * The net under every wake-up: a chat that waits although an agent could take it is served within 3 s, whichever
 * process died and whatever Redis believes. One leader per range of shops.
 */
@Injectable()
export class Sweep {
  private readonly logger = new Logger(Sweep.name);
  private readonly tasks: ((ranges: readonly number[]) => Promise<void>)[] = [];

  constructor(
    private readonly ranges: ShopRanges,
    private readonly queue: ChatQueue,
    private readonly demand: Demand,
    private readonly single: SingleShopRound,
    private readonly settings: EngineSettings,
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
    const shops: string[] = [];
    for (const shopId of await this.queue.longWaiting(ranges, this.settings.sweepAgeMs)) {
      await this.ask(shopId);
      shops.push(shopId);
    }
    for (const shopId of shops) {
      try {
        await this.insist(shopId);
      } catch (error) {
        this.logger.warn({ err: error, shopId }, 'a shop’s long waiting chats could not be served; retrying');
      }
    }
  }

  /** By a pick first: the shops share the drain's rounds. */
  private async ask(shopId: string): Promise<void> {
    if (this.demand.wants(shopId)) return;
    this.demand.add(shopId, await this.queue.waiting(shopId, maxWaiting));
  }

  /** When chats still wait that Postgres has agents for, Redis is wrong, and Postgres chooses. */
  private async insist(shopId: string): Promise<void> {
    await this.demand.settled(shopId, patienceMs);
    if (!(await this.queue.canServe(shopId))) return;
    this.metrics.swept.inc();
    await this.single.choose(shopId, this.settings.pickLimit);
  }
}
