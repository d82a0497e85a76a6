import { Injectable } from '@nestjs/common';
import type {
  ChatLanguage,
  ChatTranslationSetting,
  TranslationSetting,
  UserTranslationSetting,
} from '@switchboard/contracts';
import { statement, type Queryable } from '@switchboard/persistence';

const upsert = statement(
  'keep-translation-state',
  `insert into translation_state (key, account_id, shop_id, setting, language, version) values ($1, $2, $3, $4, $5, $6)
   on conflict (key) do update set setting = excluded.setting, language = excluded.language, version = excluded.version
   where translation_state.version < excluded.version and translation_state.shop_id = excluded.shop_id`,
);
const upsertLanguages = statement(
  'keep-chat-languages',
  `insert into translation_state (key, account_id, shop_id, language, version)
   select 'language:' || "chatId", "accountId", "shopId", language, version
   from jsonb_to_recordset($1::jsonb) as s("chatId" uuid, "accountId" uuid, "shopId" uuid, language text, version bigint)
   order by 1
   on conflict (key) do update set setting = excluded.setting, language = excluded.language, version = excluded.version
   where translation_state.version < excluded.version and translation_state.shop_id = excluded.shop_id`,
);
const read = statement(
  'read-translation-states',
  'select key, setting, language from translation_state where shop_id = $1 and key = any($2::text[])',
);

const userKey = (shopId: string, userId: string) => `user:${shopId}:${userId}`;
const chatKey = (chatId: string, userId: string) => `chat:${chatId}:${userId}`;
const languageKey = (chatId: string) => `language:${chatId}`;

interface StateRow {
  key: string;
  setting: TranslationSetting | null;
  language: string | null;
}

/** What translation.settings.v1 says, kept to know which replies have nothing to wait for. */
@Injectable()
export class TranslationStates {
  /** A user's setting in a shop. */
  async keepUserSetting(q: Queryable, state: UserTranslationSetting): Promise<void> {
    const key = userKey(state.shopId, state.userId);
    await q.query(upsert, [key, state.accountId, state.shopId, state.setting, null, state.version]);
  }

  /** A user's override for one chat; null: removed. */
  async keepChatSetting(q: Queryable, state: ChatTranslationSetting): Promise<void> {
    const key = chatKey(state.chatId, state.userId);
    await q.query(upsert, [key, state.accountId, state.shopId, state.setting, null, state.version]);
  }

  /** What customers write, of different chats. */
  async keepChatLanguages(q: Queryable, states: readonly ChatLanguage[]): Promise<void> {
    await q.query(upsertLanguages, [JSON.stringify(states)]);
  }

  /** What is known for a reply of `userId` in a chat. */
  async forReply(q: Queryable, shopId: string, chatId: string, userId: string) {
    const keys = [chatKey(chatId, userId), userKey(shopId, userId), languageKey(chatId)];
    const rows = await q.query<StateRow>(read, [shopId, keys]);
    const of = (key: string | undefined) => rows.find((row) => row.key === key);
    return {
      setting: of(keys[0])?.setting ?? of(keys[1])?.setting ?? undefined,
      customerLanguage: of(keys[2])?.language ?? null,
      /** Translation has said something about the customer's language. */
      heard: of(keys[2]) !== undefined,
    };
  }
}
