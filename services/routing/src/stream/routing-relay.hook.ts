import { Injectable } from '@nestjs/common';
import type { RelayedRow, RelayHook } from '@switchboard/messaging';
import { SyncTouchedAgents } from '../assignment/sync-touched-agents.js';
import { AgentLoads } from '../presence/agent-loads.js';
import { EventLog } from '../event-log/event-log.js';
import { recordOf } from './relayed-events.js';
import type { IdentifiedRecord } from '../event-log/shop-record.js';
import { UnreachableShops } from '../event-log/unreachable-shops.js';

/**
 * What follows every commit of this service, even if its process dies: agents are synced to Redis, the change is
 * appended to the live stream's log, and agents' loads are marked for publishing. Throws while Redis is down: the rows
 * stay unmarked and this is retried.
 */
@Injectable()
export class RoutingRelayHook implements RelayHook {
  constructor(
    private readonly agents: SyncTouchedAgents,
    private readonly log: EventLog,
    private readonly loads: AgentLoads,
    private readonly unreachable: UnreachableShops,
  ) {}

  async beforeMark(all: readonly RelayedRow[]): Promise<void> {
    const rows = await this.unreachable.setAside(all);
    await this.agents.beforeMark(rows);
    const byShop = new Map<string, IdentifiedRecord[]>();
    for (const row of rows) {
      if (row.shopId === null) continue;
      this.loads.mark(row.shopId, row.agents);
      const record = recordOf(row);
      if (record) byShop.set(row.shopId, [...(byShop.get(row.shopId) ?? []), record]);
    }
    await Promise.all([...byShop].map(([shopId, records]) => this.log.append(shopId, records)));
  }
}
