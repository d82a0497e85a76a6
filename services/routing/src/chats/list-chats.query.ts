import { Injectable } from '@nestjs/common';
import { problem } from '@switchboard/http';
import { Database, decodeCursor, toPage, type CursorValue, type Page } from '@switchboard/persistence';
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

/** Turns what a person types into a LIKE pattern that takes it literally. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

/** The list views: newest message first, the queue by arrival. */
@Injectable()
export class ListChats {
  constructor(private readonly database: Database) {}

  /** One page of the chats of `view` that the reader may read. */
  async run(shop: ShopReader, filter: ListChatsDto): Promise<Page<ChatDto>> {
    if (filter.view === 'all_open' && !shop.readsAll) throw problem('permission.denied');
    const byArrival = filter.view === 'queue';
    const where = this.conditions(shop, filter);
    if (filter.cursor !== undefined) {
      const [key, id] = decodeCursor(filter.cursor, 2);
      if (byArrival) where.and('c.arrival > ?', Number(key));
      else where.and('(c.last_message_at, c.id) < (?::timestamptz, ?::uuid)', key, id);
    }
    const rows = await this.database.query<ChatRow>(
      `${selectChats} where ${where}
       order by ${byArrival ? 'c.arrival' : 'c.last_message_at desc, c.id desc'}
       limit $${where.params.push(filter.limit + 1)}`,
      where.params,
    );
    const cursor = (row: ChatRow): CursorValue[] => [byArrival ? row.arrival : row.last_message_key, row.id];
    return toPage(rows, filter.limit, cursor, (row) => toChat(row, shop.reader));
  }

  private conditions(shop: ShopReader, filter: ListChatsDto): Conditions {
    const where = new Conditions().and('c.shop_id = ?', shop.shopId);
    if (filter.view === 'mine') where.and(`c.state = 'assigned' and c.agent_id = ?`, shop.userId);
    if (filter.view === 'all_open') where.and(`c.state <> 'closed'`);
    if (filter.view === 'queue') where.and(`c.state = 'queued'`);
    if (filter.view === 'closed') {
      where.and(`c.state = 'closed'`);
      if (!shop.readsAll) where.and('c.agent_id = ?', shop.userId);
    }
    if (filter.agentId !== undefined) where.and('c.agent_id = ?', filter.agentId);
    if (filter.customerId !== undefined) where.and('c.customer_id = ?', filter.customerId);
    if (filter.unread !== undefined) where.and(filter.unread ? 'c.unread > 0' : 'c.unread = 0');
    if (filter.from !== undefined) where.and('c.last_message_at >= ?::timestamptz', filter.from);
    if (filter.to !== undefined) where.and('c.last_message_at < ?::timestamptz', filter.to);
    if (filter.q !== undefined) {
      const pattern = containing(filter.q);
      where.and(
        `(c.customer_name ilike ? or c.customer_id ilike ? or exists (
          select 1 from message s where s.shop_id = c.shop_id and s.chat_id = c.id and s.text ilike ?))`,
        pattern,
        pattern,
        pattern,
      );
    }
    return where;
  }
}
