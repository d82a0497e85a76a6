import { Injectable } from '@nestjs/common';
import { AccessDirectory } from '@switchboard/http';
import { Database, statement } from '@switchboard/persistence';
import { canonicalLanguage } from '@switchboard/text';
import { chatColumns, languageOf, type ChatRow } from '../messages/chat-row.js';
import { choiceColumns, toVersionedChoice, type ChoiceRow } from '../settings/choice-row.js';
import { effectiveChoice, type TranslationChoice } from '../settings/translation-setting.js';
import { PendingMessagesQuery, type PendingThread } from './pending-messages.query.js';
import { messageColumns, type MessageRow } from './message-row.js';
import type { PlanLanguages } from './plan-translation.js';
import type { TranslationWork } from './queue/translation-work.js';

/** Everything that planning needs to know about the chat and the user it is done for. */
export interface WorkContext {
  readonly chat: ChatRow;
  readonly choice: TranslationChoice;
  readonly languages: PlanLanguages;
}

const context = statement(
  'work_context',
  `select ${chatColumns}, to_jsonb(u) as "userSetting", to_jsonb(o) as "chatSetting"
   from chat
   left join lateral (select ${choiceColumns('s')} from user_setting s
     where s.shop_id = chat.shop_id and s.user_id = $2) u on true
   left join lateral (select ${choiceColumns('s')} from chat_setting s
     where s.chat_id = chat.id and s.user_id = $2) o on true
   where chat.id = $1`,
);

const one = statement(
  'work_message',
  `select ${messageColumns} from message m where m.id = $1 and m.chat_id = $2`,
);

const several = statement(
  'work_messages',
  `select ${messageColumns} from message m where m.id = any($1::uuid[]) and m.chat_id = $2 order by m.seq`,
);

/** Reads what a piece of work is about. */
@Injectable()
export class WorkContextQuery {
  constructor(
    private readonly database: Database,
    private readonly members: AccessDirectory,
    private readonly threads: PendingMessagesQuery,
  ) {}

  async of({
    chatId,
    accountId,
    userId,
  }: Pick<TranslationWork, 'chatId' | 'accountId' | 'userId'>): Promise<WorkContext | undefined> {
    const [[chat], member] = await Promise.all([
      this.database.query<ChatRow & { userSetting: ChoiceRow | null; chatSetting: ChoiceRow | null }>(
        context,
        [chatId, userId],
      ),
      this.members.member(accountId, userId),
    ]);
    if (!chat) return undefined;
    const { userSetting, chatSetting } = chat;
    const { choice } = effectiveChoice(choiceOf(chatSetting), choiceOf(userSetting));
    return {
      chat,
      choice,
      languages: { own: canonicalLanguage(member?.language), customer: languageOf(chat) },
    };
  }

  async message(chatId: string, messageId: string): Promise<MessageRow | undefined> {
    return (await this.database.query<MessageRow>(one, [messageId, chatId]))[0];
  }

  async messages(chatId: string, messageIds: readonly string[]): Promise<MessageRow[]> {
    return this.database.query<MessageRow>(several, [messageIds, chatId]);
  }

  /** Of the last 50 messages those of others that have no result in the language, the newest first. */
  async pending(thread: PendingThread): Promise<MessageRow[]> {
    return (await this.threads.of(this.database, [thread]))[0]!;
  }
}

const choiceOf = (row: ChoiceRow | null) => toVersionedChoice(row ?? undefined)?.choice ?? null;
