import { Injectable } from '@nestjs/common';
import { AgentPool, type OpenPick } from './agent-pool.js';
import { statesOrGone, type AgentState } from './agent-state.js';
import { ChatQueue, type ShopEpoch } from './chat-queue.js';
import { EngineMetrics } from './engine-metrics.js';
import { EngineSettings } from './engine-settings.js';
import { PoolRebuild } from './pool-rebuild.js';
import { PoolSync } from './pool-sync.js';

/** What the pool says of a shop. */
interface Belief {
  agents: Map<string, AgentState>;
  expired: OpenPick[];
}

const versionOf = (state: AgentState): number => state[4];
const same = (a: AgentState, b: AgentState): boolean => a.every((value, at) => value === b[at]);

/**
 * Compares what Redis believes with Postgres and repairs it. Redis is read first: what Postgres then says is at
 * least as new. A difference that is gone at a second look was only a sync on its way. Picks of a process that died are
 * settled here too, where no other pick of the shop follows.
 */
@Injectable()
export class Reconciler {
  constructor(
    private readonly pool: AgentPool,
    private readonly queue: ChatQueue,
    private readonly sync: PoolSync,
    private readonly rebuild: PoolRebuild,
    private readonly settings: EngineSettings,
    private readonly metrics: EngineMetrics,
  ) {}

  /** Shops that this process told something since the last time. */
  async touched(): Promise<void> {
    const touched = this.sync.takeTouchedShops();
    const { reconcilePage } = this.settings;
    for (let from = 0; from < touched.length; from += reconcilePage)
      await this.page(touched.slice(from, from + reconcilePage));
  }

  /** Every shop of the ranges. */
  async all(ranges: readonly number[]): Promise<void> {
    for (let afterId = ''; ;) {
      const shopIds = await this.queue.shopsPage(ranges, afterId, this.settings.reconcilePage);
      await this.page(shopIds);
      if (shopIds.length < this.settings.reconcilePage) return;
      afterId = shopIds.at(-1)!;
    }
  }

  /** Answers how many agents had to be repaired. */
  async shop(shopId: string): Promise<number> {
    const [shop] = await this.queue.epochs([shopId]);
    return shop ? this.compare(shop) : 0;
  }

  private async page(shopIds: readonly string[]): Promise<void> {
    if (shopIds.length === 0) return;
    for (const shop of await this.queue.epochs(shopIds)) await this.compare(shop);
  }

  private async compare({ shopId, epoch }: ShopEpoch): Promise<number> {
    const before = await this.believed(shopId, epoch);
    if (!before) return 0;
    for (const { operation, agentIds } of before.expired)
      await this.sync.readBack(shopId, operation, agentIds);
    const suspects = await this.differing(shopId, before.agents);
    if (suspects.length === 0) return 0;

    const now = await this.believed(shopId, epoch);
    if (!now) return 0;
    const wrong = suspects.filter((truth) => {
      const belief = now.agents.get(truth[0]);
      return (
        !belief ||
        versionOf(belief) < versionOf(truth) ||
        (!same(belief, truth) && versionOf(belief) === versionOf(truth))
      );
    });
    const fromTheFuture = suspects.some(
      (truth) => versionOf(before.agents.get(truth[0]) ?? truth) > versionOf(truth),
    );
    this.metrics.repairs.inc(wrong.length);
    if (fromTheFuture) {
      await this.queue.advanceEpoch(shopId);
      this.rebuild.start(shopId, true);
    } else {
      await this.sync.tell([{ shopId, states: wrong }]);
    }
    return wrong.length;
  }

  private async believed(shopId: string, epoch: number): Promise<Belief | undefined> {
    const believed: Belief = { agents: new Map(), expired: [] };
    let cursor = '0';
    do {
      const page = await this.pool.inspect(shopId, epoch, cursor);
      if (!page.loaded) return undefined;
      for (const state of page.states) believed.agents.set(state[0], state);
      believed.expired.push(...page.expired);
      cursor = page.cursor;
    } while (cursor !== '0');
    return believed;
  }

  /** Postgres's states of the agents about whom Redis says something else, or nothing. */
  private async differing(shopId: string, believed: ReadonlyMap<string, AgentState>): Promise<AgentState[]> {
    const differing: AgentState[] = [];
    const unseen = new Set(believed.keys());
    for (let afterId = ''; ;) {
      const page = await this.queue.agentsPage(shopId, afterId, this.settings.loadChunk);
      for (const truth of page) {
        unseen.delete(truth[0]);
        const belief = believed.get(truth[0]);
        if (!belief || !same(belief, truth)) differing.push(truth);
      }
      if (page.length < this.settings.loadChunk) break;
      afterId = page.at(-1)![0];
    }
    return statesOrGone([...unseen, ...differing.map(([id]) => id)], differing);
  }
}
