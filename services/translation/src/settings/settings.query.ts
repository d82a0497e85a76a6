import { Injectable } from '@nestjs/common';
import { Database, statement } from '@switchboard/persistence';
import { choiceColumns, toVersionedChoice, type ChoiceRow, type VersionedChoice } from './choice-row.js';

const ofUser = statement(
  'setting_of_user',
  `select ${choiceColumns('s')} from user_setting s where s.shop_id = $1 and s.user_id = $2 and s.account_id = $3`,
);
const ofChat = statement(
  'setting_of_chat',
  `select ${choiceColumns('s')} from chat_setting s where s.chat_id = $1 and s.user_id = $2 and s.account_id = $3`,
);

/** Settings as they stand. Undefined: never set; `choice` null: an override that was removed. */
@Injectable()
export class SettingsQuery {
  constructor(private readonly database: Database) {}

  async ofUser(accountId: string, shopId: string, userId: string): Promise<VersionedChoice | undefined> {
    return toVersionedChoice((await this.database.query<ChoiceRow>(ofUser, [shopId, userId, accountId]))[0]);
  }

  async ofChat(accountId: string, chatId: string, userId: string): Promise<VersionedChoice | undefined> {
    return toVersionedChoice((await this.database.query<ChoiceRow>(ofChat, [chatId, userId, accountId]))[0]);
  }
}
