import { Injectable } from '@nestjs/common';
import { Database, statement } from '@switchboard/persistence';
import { RedisConnection } from '@switchboard/redis';
import { AgentLoads } from './agent-loads.js';
import { forShops, PresenceLeases } from './presence-leases.js';
import { rangeOf } from '../assignment/shop-ranges.js';

/** By `agent_load_online`: those who are offline cost nothing. */
const shopsOnline = statement(
  'shops-with-agents-told-online',
  `select distinct shop_id as "shopId" from agent_load
   where online and ${rangeOf('shop_id')} = any ($1::bigint[])`,
);
const agentsOnline = statement(
  'agents-told-online',
  `select shop_id as "shopId", array_agg(agent_id::text) as "agentIds" from agent_load
   where online and ${rangeOf('shop_id')} = any ($1::bigint[]) and shop_id = any ($2::uuid[])
   group by shop_id`,
);

interface OnlineAgents {
  shopId: string;
  agentIds: string[];
}

/**
 * Finds agents who went offline: published as online, and their last lease ran out. One without any lease may
 * only have been forgotten by Redis: they get the time of a lease to show up again. A lease never ends earlier
 * than it once said, so a shop is looked at again when the first of its agents may be gone, by its leader.
 */
@Injectable()
export class PresenceWatch {
  /** When each shop with an online agent is looked at next. */
  private readonly due = new Map<string, number>();
  /** Agents without any lease, by shop, and since when. */
  private readonly missing = new Map<string, Map<string, number>>();
  private led = '';
  private listedAt = 0;

  constructor(
    private readonly database: Database,
    private readonly leases: PresenceLeases,
    private readonly loads: AgentLoads,
    redis: RedisConnection,
  ) {
    redis.onInstanceChange(() => {
      this.missing.clear();
      for (const shopId of this.due.keys()) this.due.set(shopId, 0);
    });
  }

  /** Marks agents offline who were last published as online and have left, in the shops of these ranges. */
  async look(ranges: readonly number[]): Promise<void> {
    await this.list(ranges);
    const now = Date.now();
    const shopIds = [...this.due].filter(([, at]) => at <= now).map(([shopId]) => shopId);
    if (shopIds.length === 0) return;
    const shops = await this.database.query<OnlineAgents>(agentsOnline, [ranges, shopIds]);
    const known = new Set(shops.map(({ shopId }) => shopId));
    for (const shopId of shopIds) if (!known.has(shopId)) this.forget(shopId);
    await forShops(shops, (shop) => this.lookAt(shop));
  }

  /** An agent who connects has a lease’s time: a new shop is found early enough at a third of it. */
  private async list(ranges: readonly number[]): Promise<void> {
    const led = [...ranges].sort((a, b) => a - b).join();
    if (led === this.led && Date.now() - this.listedAt < this.leases.validMs / 3) return;
    const begun = Date.now();
    const shops =
      ranges.length === 0 ? [] : await this.database.query<{ shopId: string }>(shopsOnline, [ranges]);
    const listed = new Set(shops.map(({ shopId }) => shopId));
    for (const shopId of this.due.keys()) if (!listed.has(shopId)) this.forget(shopId);
    for (const shopId of listed) if (!this.due.has(shopId)) this.due.set(shopId, 0);
    this.led = led;
    this.listedAt = begun;
  }

  private forget(shopId: string): void {
    this.due.delete(shopId);
    this.missing.delete(shopId);
  }

  private async lookAt({ shopId, agentIds }: OnlineAgents): Promise<void> {
    const remaining = await this.leases.remaining(shopId);
    const before = this.missing.get(shopId);
    const missing = new Map<string, number>();
    let next = Infinity;
    for (const agentId of agentIds) {
      const left = remaining.get(agentId);
      if (left === undefined) missing.set(agentId, before?.get(agentId) ?? Date.now());
      else if (left < 0) this.loads.mark(shopId, [agentId]);
      next = Math.min(next, Math.max(left ?? 0, 0));
    }
    this.missing.set(shopId, missing);
    this.due.set(shopId, Date.now() + next);
    await this.giveUp(shopId, missing);
  }

  private async giveUp(shopId: string, missing: ReadonlyMap<string, number>): Promise<void> {
    for (const [agentId, since] of missing)
      if (Date.now() - since >= this.leases.validMs) await this.leases.expire(shopId, `${agentId}:gone`);
  }
}
