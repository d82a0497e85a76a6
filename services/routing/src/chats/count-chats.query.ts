import { Injectable } from '@nestjs/common';
import { Database, statement } from '@switchboard/persistence';
import type { ChatCountsDto } from './chat.dto.js';
import type { ShopReader } from './shop-readers.js';

/** Not counted further: a badge says "many", and the cost does not grow with what piles up. */
const maxCounted = 10_000;

/** Counts the chats of the shop `$1` in a state, as `chats`. */
export const countedUpTo = (state: string) => `select count(*)::int as chats
  from (select from chat where shop_id = $1 and state = '${state}' limit ${maxCounted}) as counted`;
const countQueued = statement('count-queued-chats', countedUpTo('queued'));
const countClosed = statement('count-closed-chats', countedUpTo('closed'));
/** The counters that assigning is guarded by say it without a look at the chats. */
const countAssigned = statement(
  'count-assigned-chats',
  'select coalesce(sum(open_count), 0)::int as chats from agent where shop_id = $1 and open_count > 0',
);
const countOwn = statement(
  'count-own-chats',
  `select own.id,
     coalesce((select open_count from agent where shop_id = $1 and agent.id = own.id), 0) as mine,
     (select count(*)::int from chat
       where shop_id = $1 and agent_id = own.id and state = 'assigned' and unread > 0) as unread,
     case when own.reads_all then 0 else (
       select count(*)::int from (
         select from chat where shop_id = $1 and agent_id = own.id and state = 'closed' limit ${maxCounted}
       ) as counted) end as closed
   from unnest($2::uuid[], $3::boolean[]) as own (id, reads_all)`,
);

interface OwnCount {
  id: string;
  mine: number;
  unread: number;
  closed: number;
}

/** How many chats each view has; for any number of readers of a shop in four short queries. */
@Injectable()
export class CountChats {
  constructor(private readonly database: Database) {}

  /** The counts as one reader sees them. */
  async run(shop: ShopReader): Promise<ChatCountsDto> {
    const [counts] = await this.forReaders(shop.shopId, [shop]);
    return counts!;
  }

  /** The counts of several readers of the same shop, in their order. */
  async forReaders(shopId: string, readers: readonly ShopReader[]): Promise<ChatCountsDto[]> {
    const people = readers.filter(({ userId }) => userId !== null);
    const anyReadsAll = readers.some(({ readsAll }) => readsAll);
    const none = [{ chats: 0 }];
    const [queued, assigned, closed, own] = await Promise.all([
      this.database.query<{ chats: number }>(countQueued, [shopId]),
      anyReadsAll ? this.database.query<{ chats: number }>(countAssigned, [shopId]) : none,
      anyReadsAll ? this.database.query<{ chats: number }>(countClosed, [shopId]) : none,
      people.length > 0
        ? this.database.query<OwnCount>(countOwn, [
            shopId,
            people.map(({ userId }) => userId),
            people.map(({ readsAll }) => readsAll),
          ])
        : [],
    ]);
    const queue = queued[0]!.chats;
    return readers.map(({ userId, readsAll }) => {
      const mine = own.find(({ id }) => id === userId);
      return {
        mine: mine?.mine ?? 0,
        unread: mine?.unread ?? 0,
        queue,
        ...(readsAll ? { allOpen: assigned[0]!.chats + queue } : {}),
        closed: readsAll ? closed[0]!.chats : (mine?.closed ?? 0),
      };
    });
  }
}
