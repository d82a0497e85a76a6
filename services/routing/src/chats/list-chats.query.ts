import { Injectable } from '@nestjs/common';
import { problem } from '@switchboard/http';
import {
  Database,
  decodeCursor,
  encodeCursor,
  toPage,
  type CursorValue,
  type Page,
} from '@switchboard/persistence';
import { containing } from '../db/like-pattern.js';
import type { ChatDto } from './chat.dto.js';
import { selectChats, toChat, type ChatRow } from './chat-row.js';
import type { ListChatsDto } from './list-chats.dto.js';
import type { ShopReader } from './shop-readers.js';

/** Collects conditions and their numbered parameters. */
class Conditions {
  readonly params: unknown[] = [];
  private readonly parts: string[] = [];

  /** `?` stands for the value's number. */
  and(condition: string, ...values: unknown[]): this {
    const numbers = values.map((value) => `$${this.params.push(value)}`);
    this.parts.push(condition.replace(/\?/g, () => numbers.shift()!));
    return this;
  }

  toString(): string {
    return this.parts.join(' and ');
  }
}

/** An order of a list, as SQL over the chat `c`. */
interface ListOrder {
  by: string;
  key: string;
  after: string;
  upTo: string;
  keyOf(row: ChatRow): CursorValue;
}

const byArrival: ListOrder = {
  by: 'c.arrival',
  key: 'c.arrival',
  after: '(c.arrival, c.id) > (?::bigint, ?::uuid)',
  upTo: '(c.arrival, c.id) <= (?::bigint, ?::uuid)',
  keyOf: (row) => row.arrival,
};
const byLastMessage: ListOrder = {
  by: 'c.last_message_at desc, c.id desc',
  key: 'c.last_message_at',
  after: '(c.last_message_at, c.id) < (?::timestamptz, ?::uuid)',
  upTo: '(c.last_message_at, c.id) >= (?::timestamptz, ?::uuid)',
  keyOf: (row) => row.last_message_key,
};

/** Chats that one call looks through for those that a filter without an index wants. */
const maxSearched = 1_000;

/** The place of a chat in a list: what a cursor holds. */
interface Place {
  key: string;
  id: string;
}

/**
 * The list views: newest message first, the queue by arrival. What an index finds is found at once; a search and
 * `unread` look through a bounded number of chats per call, so that their cost does not grow with the closed ones:
 * such a page may hold fewer chats than asked for and still go on.
 */
@Injectable()
export class ListChats {
  constructor(private readonly database: Database) {}

  /** One page of the chats of `view` that the reader may read. */
  async run(shop: ShopReader, filter: ListChatsDto): Promise<Page<ChatDto>> {
    if (filter.view === 'all_open' && !shop.readsAll) throw problem('permission.denied');
    const order = filter.view === 'queue' ? byArrival : byLastMessage;
    const where = inView(shop, filter);
    if (filter.cursor !== undefined) {
      const [key, id] = decodeCursor(filter.cursor, 2);
      where.and(order.after, key, id);
    }
    const edge = isSearch(filter) ? await this.edge(where, order) : undefined;
    if (edge) where.and(order.upTo, edge.key, edge.id);
    search(where, shop, filter);
    const rows = await this.database.query<ChatRow>(
      `${selectChats} where ${where} order by ${order.by} limit $${where.params.push(filter.limit + 1)}`,
      where.params,
    );
    const cursor = (row: ChatRow): CursorValue[] => [order.keyOf(row), row.id];
    const page = toPage(rows, filter.limit, cursor, (row) => toChat(row, shop.reader));
    return edge ? { ...page, nextCursor: page.nextCursor ?? encodeCursor([edge.key, edge.id]) } : page;
  }

  /** The last chat that this call looks at; undefined: there are not that many. */
  private async edge(where: Conditions, order: ListOrder): Promise<Place | undefined> {
    const [edge] = await this.database.query<Place>(
      `select ${order.key}::text as key, c.id from chat c where ${where}
       order by ${order.by} offset ${maxSearched - 1} limit 1`,
      where.params,
    );
    return edge;
  }
}

const isSearch = ({ view, q, unread, customerId }: ListChatsDto) =>
  view !== 'mine' && customerId === undefined && (q !== undefined || unread !== undefined);

/** What an index of the view finds. */
function inView(shop: ShopReader, filter: ListChatsDto): Conditions {
  const { view } = filter;
  const where = new Conditions().and('c.shop_id = ?', shop.shopId);
  const held = view === 'mine' || (view === 'all_open' && filter.agentId !== undefined);
  if (held) where.and(`c.state = 'assigned'`);
  else if (view === 'all_open') where.and(`c.state <> 'closed'`);
  else where.and(view === 'queue' ? `c.state = 'queued'` : `c.state = 'closed'`);
  if (view === 'mine' || (view === 'closed' && !shop.readsAll)) where.and('c.agent_id = ?', shop.userId);
  if (filter.agentId !== undefined) where.and('c.agent_id = ?', filter.agentId);
  if (filter.customerId !== undefined) where.and('c.customer_id = ?', filter.customerId);
  if (filter.from !== undefined) where.and('c.last_message_at >= ?::timestamptz', filter.from);
  if (filter.to !== undefined) where.and('c.last_message_at < ?::timestamptz', filter.to);
  return where;
}

/** What has to be looked at chat by chat. A scalar query: `exists` would be hashed, with every message of all shops. */
function search(where: Conditions, shop: ShopReader, filter: ListChatsDto): void {
  if (filter.unread !== undefined) where.and(filter.unread ? 'c.unread > 0' : 'c.unread = 0');
  if (filter.q === undefined) return;
  const pattern = containing(filter.q);
  where.and(
    `(c.customer_name ilike ? or c.customer_id ilike ? or (
      select true from message s where s.shop_id = ? and s.chat_id = c.id and s.text ilike ? limit 1))`,
    pattern,
    pattern,
    shop.shopId,
    pattern,
  );
}
