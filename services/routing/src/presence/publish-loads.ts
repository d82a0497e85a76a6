import { Injectable } from '@nestjs/common';
import { Outbox } from '@switchboard/messaging';
import { statement, TransactionRunner, type Transaction } from '@switchboard/persistence';
import { CapacityChanges, type CapacityChange } from '../assignment/capacity-changes.js';
import { loadEvent } from './load-event.js';
import { forShops, PresenceLeases } from './presence-leases.js';

/** An agent in a shop. */
export interface MarkedAgent {
  shopId: string;
  agentId: string;
}

/** One to come back to; `unread`: because Redis did not say whether they are online. */
export interface LaterAgent extends MarkedAgent {
  unread?: boolean;
}

/** At most one record a second per agent, whichever process publishes; unchanged ones never. */
const tell = statement(
  'tell-loads',
  `with marked as (
     select * from unnest($1::uuid[], $2::uuid[], $3::boolean[]) as m (shop_id, agent_id, online)
   ), told as (
     insert into agent_load as l (shop_id, agent_id, open_chats, online, version, published_at, offline_since)
     select a.shop_id, a.id, a.open_count, coalesce(m.online, l.online, false), 1, clock.now, clock.now
     from marked m join agent a on a.shop_id = m.shop_id and a.id = m.agent_id
     left join agent_load l on l.shop_id = m.shop_id and l.agent_id = m.agent_id
     cross join (select switchboard_now() as now) as clock
     order by a.shop_id, a.id
     on conflict (shop_id, agent_id) do update
       set open_chats = excluded.open_chats, online = excluded.online, version = l.version + 1,
           published_at = excluded.published_at,
           offline_since = case when excluded.online <> l.online then excluded.offline_since else l.offline_since end
       where (l.open_chats, l.online) is distinct from (excluded.open_chats, excluded.online)
         and l.published_at <= excluded.published_at - interval '1 second'
     returning *
   )
   select a.account_id as "accountId", m.shop_id as "shopId", m.agent_id as "agentId",
     t.open_chats as "openChats", t.online, t.version, t.published_at as "publishedAt",
     before.online as "wasOnline", a.online as "takenFor", shop.presence_used as "presenceUsed",
     (before.open_chats, before.online) is not distinct from
       (a.open_count, coalesce(m.online, before.online, false)) as same
   from marked m join agent a on a.shop_id = m.shop_id and a.id = m.agent_id
   left join told t on t.shop_id = m.shop_id and t.agent_id = m.agent_id
   join shop on shop.id = a.shop_id
   left join agent_load before on before.shop_id = m.shop_id and before.agent_id = m.agent_id`,
);

const setPresence = statement('set-presence', 'select set_presence_v1($1, $2::uuid[], $3::uuid[]) as answer');

interface ToldRow {
  accountId: string;
  shopId: string;
  agentId: string;
  openChats: number | null;
  online: boolean | null;
  version: number | null;
  publishedAt: Date;
  wasOnline: boolean | null;
  /** As the engine has them, which matters where the shop's settings use presence. */
  takenFor: boolean;
  presenceUsed: boolean;
  same: boolean;
}

/** Publishes open chats and presence of agents: `routing.agents.v1`. */
@Injectable()
export class PublishLoads {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly leases: PresenceLeases,
    private readonly outbox: Outbox,
    private readonly capacity: CapacityChanges,
  ) {}

  /** Answers the agents that were published less than a second ago and have changed since, or whose leases got no answer. */
  async run(agents: readonly MarkedAgent[]): Promise<LaterAgent[]> {
    const unread = new Set<string>();
    const online = await this.presenceOf(agents, unread);
    const rows = await this.transactions.run(async (tx) => {
      const told = await tx.query<ToldRow>(tell, [
        agents.map(({ shopId }) => shopId),
        agents.map(({ agentId }) => agentId),
        online,
      ]);
      await this.applyPresence(tx, told);
      await this.outbox.append(tx, told.filter(isTold).map(toEvent));
      return told;
    });
    const early = rows.filter((row) => !isTold(row) && !row.same && !unread.has(row.shopId));
    return [
      ...early.map(({ shopId, agentId }) => ({ shopId, agentId })),
      ...agents.filter(({ shopId }) => unread.has(shopId)).map((agent) => ({ ...agent, unread: true })),
    ];
  }

  /** True, false, or null where the leases say nothing: then presence stays as it was. */
  private async presenceOf(
    agents: readonly MarkedAgent[],
    unread: Set<string>,
  ): Promise<Array<boolean | null>> {
    const shopIds = [...new Set(agents.map(({ shopId }) => shopId))];
    const leases = new Map<string, Map<string, number>>();
    await forShops(shopIds, async (shopId) => {
      try {
        leases.set(shopId, await this.leases.remaining(shopId));
      } catch {
        unread.add(shopId);
      }
    });
    return agents.map(({ shopId, agentId }) => {
      const left = leases.get(shopId)?.get(agentId);
      return left === undefined ? null : left >= 0;
    });
  }

  /**
   * Where a shop's settings use presence, the transition and its telling commit together; whoever was taken for
   * something else than was published is put right. Shop by shop in the order of their ids: agents are locked so everywhere.
   */
  private async applyPresence(tx: Transaction, rows: readonly ToldRow[]): Promise<void> {
    const changed = rows.filter((row) => (isTold(row) && cameOrWent(row)) || takenWrongly(row));
    const shopIds = [...new Set(changed.map((row) => row.shopId))].sort();
    for (const shopId of shopIds) {
      const ofShop = changed.filter((row) => row.shopId === shopId);
      const ids = (online: boolean) =>
        ofShop.filter((row) => isOnline(row) === online).map((row) => row.agentId);
      const [row] = await tx.query<{ answer: CapacityChange }>(setPresence, [shopId, ids(true), ids(false)]);
      tx.afterCommit(() => this.capacity.followInBackground(row!.answer));
    }
  }
}

const isTold = (row: ToldRow) => row.version !== null;
/** As it was published, now or before. */
const isOnline = (row: ToldRow) => row.online ?? row.wasOnline ?? false;
const cameOrWent = (row: ToldRow) => row.online !== (row.wasOnline ?? false);
const takenWrongly = (row: ToldRow) =>
  row.presenceUsed && (isTold(row) || row.same) && row.takenFor !== isOnline(row);

function toEvent(row: ToldRow) {
  const { openChats, online, version } = row;
  const told = { ...row, openChats: openChats!, online: online!, version: version! };
  return loadEvent(told, cameOrWent(row) ? [row.agentId] : []);
}
