import { Injectable, Logger } from '@nestjs/common';
import { AssignmentRound } from './assignment-round.js';
import { Demand, type Wanted } from './demand.js';
import { EngineMetrics } from './engine-metrics.js';
import { EngineSettings } from './engine-settings.js';
import { PoolRebuild } from './pool-rebuild.js';
import { PoolSync } from './pool-sync.js';

/** The wait before a retry grows up to this multiple of the first one. */
const maxPatience = 16;

/**
 * Gives waiting chats to agents: collects the demand per shop and serves a set of shops per round. A shop is in
 * one round at a time; two rounds are in flight, so that Redis works while Postgres does. No caller waits for a
 * drain: another process may assign the chat, and the outcome is in the row and the event.
 */
@Injectable()
export class Drain {
  private readonly logger = new Logger(Drain.name);
  private readonly inFlight = new Set<Promise<void>>();
  private scheduled = false;
  private stopped = true;
  private readonly retries = new Set<NodeJS.Timeout>();
  /** Failures in a row, of any shop: a database that is gone is asked less and less often. */
  private failures = 0;

  constructor(
    private readonly demands: Demand,
    private readonly round: AssignmentRound,
    private readonly sync: PoolSync,
    private readonly rebuild: PoolRebuild,
    private readonly settings: EngineSettings,
    private readonly metrics: EngineMetrics,
  ) {
    demands.onReady(() => this.schedule());
  }

  /** Serves from now on; demands made earlier are kept. A process assigns nothing before it has caught up. */
  start(): void {
    this.stopped = false;
    this.schedule();
  }

  /** Whether this process assigns. */
  get started(): boolean {
    return !this.stopped;
  }

  /** `chats` chats of the shop wait that did not before. */
  demand(shopId: string, chats: number): void {
    this.demands.add(shopId, chats);
  }

  /** Takes no new round and waits for those in flight. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.retries) clearTimeout(timer);
    this.retries.clear();
    await Promise.all(this.inFlight);
    await this.sync.settled();
  }

  /** Nothing wanted, in flight or to be repeated. */
  get idle(): boolean {
    return this.demands.empty && this.inFlight.size === 0 && this.retries.size === 0 && this.rebuild.idle;
  }

  private schedule(): void {
    if (this.scheduled || this.stopped) return;
    this.scheduled = true;
    // Demands of this turn of the event loop share the round.
    setImmediate(() => {
      this.scheduled = false;
      this.pump();
    });
  }

  private pump(): void {
    while (!this.stopped && this.inFlight.size < this.settings.roundsInFlight && this.demands.hasReady) {
      const shops = this.demands.take(this.settings.shopsPerRound);
      const round = this.serve(shops).finally(() => {
        this.inFlight.delete(round);
        this.schedule();
      });
      this.inFlight.add(round);
    }
  }

  private async serve(shops: Wanted[]): Promise<void> {
    try {
      const unserved = await this.round.serve(shops);
      this.failures = unserved.length > 0 ? this.failures + 1 : 0;
      for (const { shopId, wanted } of unserved) this.retryLater(shopId, wanted);
    } catch (error) {
      this.failures += 1;
      this.logger.error({ err: error }, 'a round broke; its shops are served again');
      for (const { shopId, wanted } of shops) this.retryLater(shopId, wanted);
    } finally {
      for (const { shopId } of shops) this.demands.release(shopId);
    }
  }

  private retryLater(shopId: string, wanted: number): void {
    this.metrics.failures.inc();
    if (this.stopped) return;
    const timer = setTimeout(
      () => {
        this.retries.delete(timer);
        this.demands.add(shopId, wanted);
      },
      this.settings.retryMs * Math.min(2 ** this.failures, maxPatience),
    );
    this.retries.add(timer);
  }
}
