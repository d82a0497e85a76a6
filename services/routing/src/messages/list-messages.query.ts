import { Injectable } from '@nestjs/common';
import { Database, decodeCursor, statement, toPage, type Page } from '@switchboard/persistence';
import type { ListMessagesDto } from './list-messages.dto.js';
import type { MessageDto } from '../chats/message.dto.js';
import { messageColumns, toMessage, type MessageRow } from '../chats/message-row.js';

const backwards = statement(
  'list-messages-backwards',
  `select ${messageColumns} from message where shop_id = $1 and chat_id = $2 and seq < $3 order by seq desc limit $4`,
);
const forwards = statement(
  'list-messages-forwards',
  `select ${messageColumns} from message where shop_id = $1 and chat_id = $2 and seq > $3 order by seq limit $4`,
);
const byIds = statement(
  'read-messages',
  `select ${messageColumns} from message where shop_id = $1 and id = any($2::uuid[])`,
);

/** A chat's thread. Whether the caller may read the chat is decided before. */
@Injectable()
export class ListMessages {
  constructor(private readonly database: Database) {}

  /** Newest first, or from `afterSeq` on oldest first. */
  async run(shopId: string, chatId: string, filter: ListMessagesDto): Promise<Page<MessageDto>> {
    const towardsEnd = filter.afterSeq !== undefined && filter.beforeSeq === undefined;
    const start = filter.cursor === undefined ? undefined : Number(decodeCursor(filter.cursor, 1)[0]);
    const from = start ?? (towardsEnd ? filter.afterSeq : filter.beforeSeq) ?? 2_147_483_647;
    const rows = await this.database.query<MessageRow>(towardsEnd ? forwards : backwards, [
      shopId,
      chatId,
      from,
      filter.limit + 1,
    ]);
    return toPage(rows, filter.limit, (row) => [row.seq], toMessage);
  }

  /** Single messages of a shop by id. */
  async byIds(shopId: string, messageIds: readonly string[]): Promise<Map<string, MessageDto>> {
    if (messageIds.length === 0) return new Map();
    const rows = await this.database.query<MessageRow>(byIds, [shopId, messageIds]);
    return new Map(rows.map((row) => [row.id, toMessage(row)]));
  }
}
