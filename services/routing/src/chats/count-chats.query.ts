import { Injectable } from '@nestjs/common';
import { Database, statement } from '@switchboard/persistence';
import type { ChatCountsDto } from './chat.dto.js';
import type { ShopReader } from './shop-readers.js';

const countOpen = statement(
  'count-open-chats',
  `select state, agent_id, count(*)::int as chats, (count(*) filter (where unread > 0))::int as unread
   from chat where shop_id = $1 and state <> 'closed' group by state, agent_id`,
);
const countClosed = statement(
  'count-closed-chats',
  `select count(*)::int as chats from chat where shop_id = $1 and state = 'closed'`,
);
const countClosedByAgent = statement(
  'count-closed-chats-by-agent',
  `select agent_id, count(*)::int as chats from chat
   where shop_id = $1 and state = 'closed' and agent_id = any($2::uuid[]) group by agent_id`,
);

interface OpenCount {
  state: 'queued' | 'assigned';
  agent_id: string | null;
  chats: number;
  unread: number;
}

/** How many chats each view has; for any number of readers of a shop in three short queries. */
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
    const own = readers
      .filter((reader) => !reader.readsAll && reader.userId !== null)
      .map((reader) => reader.userId);
    const [open, closed, closedByAgent] = await Promise.all([
      this.database.query<OpenCount>(countOpen, [shopId]),
      readers.some((reader) => reader.readsAll)
        ? this.database.query<{ chats: number }>(countClosed, [shopId])
        : [{ chats: 0 }],
      own.length
        ? this.database.query<{ agent_id: string; chats: number }>(countClosedByAgent, [shopId, own])
        : [],
    ]);
    const queue = open.find((row) => row.state === 'queued')?.chats ?? 0;
    const allOpen = open.reduce((sum, row) => sum + row.chats, 0);
    return readers.map((reader) => {
      const mine = open.find((row) => row.state === 'assigned' && row.agent_id === reader.userId);
      return {
        mine: mine?.chats ?? 0,
        unread: mine?.unread ?? 0,
        queue,
        ...(reader.readsAll ? { allOpen } : {}),
        closed: reader.readsAll
          ? (closed[0]?.chats ?? 0)
          : (closedByAgent.find((row) => row.agent_id === reader.userId)?.chats ?? 0),
      };
    });
  }
}
