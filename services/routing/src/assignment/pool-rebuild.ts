import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { AgentPool } from './agent-pool.js';
import { ChatQueue } from './chat-queue.js';
import { Demand } from './demand.js';
import { EngineMetrics } from './engine-metrics.js';
import { EngineSettings } from './engine-settings.js';
import { ShopEpochs } from './shop-epochs.js';

/** Chats counted after a rebuild; the sweep sees to more. */
const maxCounted = 500;

/** Loads a shop into the pool from Postgres, one loader at a time, and then serves who waits. */
@Injectable()
export class PoolRebuild {
  private readonly logger = new Logger(PoolRebuild.name);
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    private readonly pool: AgentPool,
    private readonly queue: ChatQueue,
    private readonly epochs: ShopEpochs,
    private readonly demand: Demand,
    private readonly settings: EngineSettings,
    private readonly metrics: EngineMetrics,
  ) {}

  /** Begins unless one is under way; errors are left to the next pick, which finds the shop not loaded. */
  start(shopId: string, force = false): void {
    void this.run(shopId, force).catch((error: unknown) =>
      this.logger.warn(
        { err: error, shopId },
        'a shop could not be loaded into Redis; Postgres chooses meanwhile',
      ),
    );
  }

  run(shopId: string, force = false): Promise<void> {
    const running = this.running.get(shopId);
    if (running) return running;
    const run = this.load(shopId, force).finally(() => this.running.delete(shopId));
    this.running.set(shopId, run);
    return run;
  }

  get idle(): boolean {
    return this.running.size === 0;
  }

  private async load(shopId: string, force: boolean): Promise<void> {
    const [shop] = await this.queue.epochs([shopId]);
    if (!shop) return;
    this.epochs.remember(shop);
    const load = { token: uuid(), epoch: shop.epoch, mode: shop.mode };
    const begun = await this.pool.beginLoad(shopId, { ...load, force });
    if (begun === 'loaded_already') return this.serveWaiting(shopId);
    if (begun !== 'go_on') return;
    this.metrics.rebuilds.inc();
    if (!(await this.loadAgents(shopId, load.token))) return;
    if ((await this.pool.endLoad(shopId, load)) === 'go_on') await this.serveWaiting(shopId);
  }

  private async loadAgents(shopId: string, loader: string): Promise<boolean> {
    for (let afterId = ''; ;) {
      const states = await this.queue.agentsPage(shopId, afterId, this.settings.loadChunk);
      if (states.length > 0) {
        const [reply] = await this.pool.sync([{ shopId, loader, states }]);
        if (reply!.kind !== 'done') return false;
      }
      if (states.length < this.settings.loadChunk) return true;
      afterId = states.at(-1)![0];
    }
  }

  /** What was owed went with the old data. */
  private async serveWaiting(shopId: string): Promise<void> {
    this.demand.add(shopId, await this.queue.waiting(shopId, maxCounted));
  }
}
