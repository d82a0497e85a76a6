import { Injectable } from '@nestjs/common';
import { userActor } from '@switchboard/contracts';
import { problem, type UserActor } from '@switchboard/http';
import { databaseTime, TransactionRunner } from '@switchboard/persistence';
import { languageOf, type ChatRow } from '../messages/chat-row.js';
import { ReadableChats } from '../messages/readable-chats.js';
import { MessageResults, type MessageResult } from './message-results.js';
import type { MessageRow } from './message-row.js';
import { planOnDemand } from './plan-translation.js';
import { resultOfPlan } from './result-of-plan.js';
import { Translator } from './translator.js';
import { WorkContextQuery } from './work-context.query.js';

/** What became of one message. */
export interface OnDemandResult {
  readonly messageId: string;
  readonly from: string | null;
  readonly status: 'translated' | 'not_needed' | 'unavailable';
  readonly text: string | null;
  readonly provider: string | null;
}

/** Messages translated at a time for one call. */
const AT_ONCE = 8;

/** "Other readers ask: translate up to 50 messages of a chat on demand." */
@Injectable()
export class TranslateOnDemand {
  constructor(
    private readonly chats: ReadableChats,
    private readonly contexts: WorkContextQuery,
    private readonly translator: Translator,
    private readonly transactions: TransactionRunner,
    private readonly results: MessageResults,
  ) {}

  /** In the order asked for. Throws `not_found` where the caller cannot read the chat or a message is not in it. */
  async translate(
    reader: UserActor,
    chatId: string,
    messageIds: readonly string[],
    to: string,
  ): Promise<OnDemandResult[]> {
    const chat = await this.chats.require(reader, chatId);
    const found = new Map(
      (await this.contexts.messages(chatId, messageIds)).map((message) => [message.id, message]),
    );
    const messages = messageIds.map((id) => found.get(id));
    if (!messages.every((message) => message !== undefined)) throw problem('not_found');
    const answers: OnDemandResult[] = [];
    for (let at = 0; at < messages.length; at += AT_ONCE) {
      const batch = messages.slice(at, at + AT_ONCE).map((message) => this.one(reader, chat, message, to));
      answers.push(...(await Promise.all(batch)));
    }
    return answers;
  }

  private async one(
    reader: UserActor,
    chat: ChatRow,
    message: MessageRow,
    to: string,
  ): Promise<OnDemandResult> {
    const plan = planOnDemand(message, to, languageOf(chat));
    const { accountId, shopId, id: chatId } = chat;
    const about = { accountId, shopId, chatId, purpose: 'reader' } as const;
    const result = await resultOfPlan(this.translator, about, message, plan);
    const { outcome, from } = result;
    await this.keep({ ...result, actor: userActor(reader.userId) });
    const translated = outcome.status === 'translated' ? outcome : { text: null, provider: null };
    return {
      messageId: message.id,
      from,
      status: outcome.status,
      text: translated.text,
      provider: translated.provider,
    };
  }

  private async keep(result: MessageResult): Promise<void> {
    await this.transactions.run(async (tx) => {
      await this.results.keep(tx, result, await databaseTime(tx));
    });
  }
}
