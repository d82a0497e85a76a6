import { Injectable } from '@nestjs/common';
import { problem, type UserActor } from '@switchboard/http';
import { canReadChat, permissionsOf } from '@switchboard/permissions';
import { Database, statement } from '@switchboard/persistence';
import { chatColumns, type ChatRow } from './chat-row.js';
import { ShopProfiles } from './shop-profiles.js';

const byId = statement(
  'chat_by_id',
  `select ${chatColumns} from chat where id = $1 and account_id = $2 and version > 0`,
);

/** Chats as far as the caller may read them: the rule that routing asks too, over this service's own copy. */
@Injectable()
export class ReadableChats {
  constructor(
    private readonly database: Database,
    private readonly shops: ShopProfiles,
  ) {}

  /** The chat. Throws `not_found` where the reader cannot see it. */
  async require(reader: UserActor, chatId: string): Promise<ChatRow> {
    const [chat] = await this.database.query<ChatRow>(byId, [chatId, reader.accountId]);
    if (!chat || !(await this.mayRead(reader, chat))) throw problem('not_found');
    return chat;
  }

  private async mayRead(reader: UserActor, chat: ChatRow): Promise<boolean> {
    if (reader.shopAccess !== 'all' && !reader.shopAccess.includes(chat.shopId)) return false;
    const chatAccess = await this.shops.chatAccess(chat.accountId, chat.shopId);
    const { role, advanced, userId } = reader;
    return canReadChat({ userId, permissions: permissionsOf({ role, advanced, chatAccess }) }, chat);
  }
}
