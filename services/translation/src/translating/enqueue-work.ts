import { Injectable } from '@nestjs/common';
import type { OutgoingEvent } from '@switchboard/messaging';
import type { Transaction } from '@switchboard/persistence';
import { languageOf, type ChatRow } from '../messages/chat-row.js';
import { AgentLanguagesQuery, type AgentLanguages } from './agent-languages.query.js';
import { PendingMessagesQuery } from './pending-messages.query.js';
import { MessageResults, type MessageResult } from './message-results.js';
import { planForReader, readerLanguage, type PlannedMessage } from './plan-translation.js';
import type { NewWork } from './queue/translation-work.js';
import { WorkQueue } from './queue/work-queue.js';

/** New work of one transaction, with the chats and messages it is about as they are now. */
export interface WorkBatch {
  work: readonly NewWork[];
  chats: ReadonlyMap<string, ChatRow>;
  messages: ReadonlyMap<string, PlannedMessage & { id: string }>;
  now: Date;
}

/**
 * Settles at once what needs no translation: where customer and agent write the same language that is everything, and
 * no second transaction is needed. The rest is enqueued.
 */
@Injectable()
export class EnqueueWork {
  constructor(
    private readonly queue: WorkQueue,
    private readonly results: MessageResults,
    private readonly agents: AgentLanguagesQuery,
    private readonly pending: PendingMessagesQuery,
  ) {}

  /** Answers the events that tell of what is settled, for the outbox of the same transaction. */
  async enqueue(tx: Transaction, batch: WorkBatch): Promise<OutgoingEvent[]> {
    const { work, now } = batch;
    if (work.length === 0) return [];
    const languages = await this.agents.of(tx, work);
    const messages = await this.messagesOf(tx, batch, languages);
    const settled = work.map((one, at) => settle(one, messages[at], languages[at]!, batch.chats));
    await this.queue.add(
      tx,
      work.filter((_, at) => settled[at] === undefined),
    );
    return this.results.keepAll(
      tx,
      settled.flatMap((results) => results ?? []),
      now,
    );
  }

  /** What each piece of work is about; undefined: not to be decided here. */
  private async messagesOf(
    tx: Transaction,
    { work, messages }: WorkBatch,
    languages: readonly AgentLanguages[],
  ) {
    const threads = work.flatMap(({ purpose, chatId, userId }, at) => {
      const to = readerLanguage(languages[at]!.choice, languages[at]!.own);
      return purpose === 'thread' ? [{ at, chatId, userId, to: to ?? '' }] : [];
    });
    const found = await this.pending.of(tx, threads);
    return work.map(({ purpose, messageId }, at) => {
      if (purpose === 'customer') return undefined;
      if (purpose === 'thread') return found[threads.findIndex((thread) => thread.at === at)];
      const message = messageId === null ? undefined : messages.get(messageId);
      return message && [message];
    });
  }
}

/** The results where none of the messages has to be translated; undefined where one has. */
function settle(
  { accountId, shopId, chatId }: NewWork,
  messages: ReadonlyArray<PlannedMessage & { id: string }> | undefined,
  { choice, own }: AgentLanguages,
  chats: ReadonlyMap<string, ChatRow>,
): MessageResult[] | undefined {
  if (!messages) return undefined;
  const customer = languageOf(chats.get(chatId)!);
  const results: MessageResult[] = [];
  for (const message of messages) {
    const plan = planForReader(message, choice, { own, customer });
    if (plan.kind === 'translate') return undefined;
    if (plan.kind === 'off') continue;
    const { from, to } = plan;
    const outcome = { status: 'not_needed' } as const;
    results.push({ accountId, shopId, chatId, messageId: message.id, purpose: 'reader', from, to, outcome });
  }
  return results;
}
