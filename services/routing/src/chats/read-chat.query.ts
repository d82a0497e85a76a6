import { Injectable } from '@nestjs/common';
import { canReadChat } from '@switchboard/permissions';
import { isId, problem } from '@switchboard/http';
import { Database, statement, type Queryable } from '@switchboard/persistence';
import type { ChatDto } from './chat.dto.js';
import { chatFacts, selectChats, toChat, type ChatRow } from './chat-row.js';
import type { ShopReader } from './shop-readers.js';

const readOne = statement('read-chat', `${selectChats} where c.shop_id = $1 and c.id = $2`);
const readMany = statement('read-chats', `${selectChats} where c.shop_id = $1 and c.id = any($2::uuid[])`);

/** Single chats, by the same read rule as the lists. */
@Injectable()
export class ReadChat {
  constructor(private readonly database: Database) {}

  /** The chat as the reader sees it; `not_found` where they may not read it. */
  async run(shop: ShopReader, chatId: string): Promise<ChatDto> {
    return toChat(await this.row(shop, chatId), shop.reader);
  }

  /** Its row, for use cases that decide about it. */
  async row(shop: ShopReader, chatId: string, from: Queryable = this.database): Promise<ChatRow> {
    const [row] = isId(chatId) ? await from.query<ChatRow>(readOne, [shop.shopId, chatId]) : [];
    if (!row || !canReadChat(shop.reader, chatFacts(row))) throw problem('not_found');
    return row;
  }

  /** Rows of several chats of a shop; no read rule applied. */
  async rows(shopId: string, chatIds: readonly string[]): Promise<Map<string, ChatRow>> {
    if (chatIds.length === 0) return new Map();
    const rows = await this.database.query<ChatRow>(readMany, [shopId, chatIds]);
    return new Map(rows.map((row) => [row.id, row]));
  }
}
