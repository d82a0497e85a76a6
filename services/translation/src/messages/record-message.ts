import { Injectable } from '@nestjs/common';
import type { messageCreated } from '@switchboard/contracts';
import { isId } from '@switchboard/http';
import { Inbox, type IncomingEvent } from '@switchboard/messaging';
import { statement, TransactionRunner } from '@switchboard/persistence';
import { canonicalLanguage } from '../languages/language-tag.js';
import { LanguageDetector } from '../detection/language-detector.js';
import { PRIORITY, type NewWork } from '../translating/queue/translation-work.js';
import { WorkQueue } from '../translating/queue/work-queue.js';
import { ChatCopies } from './chat-copies.js';
import type { ChatRow } from './chat-row.js';
import { HearCustomer } from './hear-customer.js';

/** A message of routing. */
export type MessageEvent = IncomingEvent<typeof messageCreated>;

const insert = statement(
  'message_insert',
  `insert into message (id, account_id, shop_id, chat_id, seq, direction, author_id, text, language)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
);

/** Keeps a message, hears the customer's language from it, and puts down what is to be translated. */
@Injectable()
export class RecordMessage {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly inbox: Inbox,
    private readonly detector: LanguageDetector,
    private readonly chats: ChatCopies,
    private readonly customers: HearCustomer,
    private readonly queue: WorkQueue,
  ) {}

  async record(event: MessageEvent): Promise<void> {
    const { accountId, shopId, message, customer } = event.data;
    const expected = message.direction === 'in' ? canonicalLanguage(customer.language) : null;
    const { language } = this.detector.detect(message.text ?? '', expected);
    await this.transactions.run(async (tx) => {
      if (!(await this.inbox.once(tx, 'routing-messages', event))) return;
      const identity = { id: message.chatId, accountId, shopId, storefrontLanguage: customer.language };
      const chat = await this.chats.lock(tx, identity, true);
      await tx.query(insert, [
        message.id, accountId, shopId, message.chatId, message.seq, message.direction, message.author.id, message.text, language,
      ]); // prettier-ignore
      if (message.direction === 'in') await this.customers.hear(tx, chat, { seq: message.seq, language });
      await this.queue.add(tx, workOn(event.data, chat));
    });
  }
}

/** "Incoming is translated for the assigned agent, outgoing by the sender's setting; queued chats not until assigned." */
function workOn({ accountId, shopId, message, agentId }: MessageEvent['data'], chat: ChatRow): NewWork[] {
  const work = { accountId, shopId, chatId: message.chatId, messageId: message.id };
  if (message.direction === 'out') {
    const sender = message.author.id;
    return isId(sender) ? [{ ...work, userId: sender, purpose: 'customer', priority: PRIORITY.reply }] : [];
  }
  if (message.direction === 'system' || message.text === null) return [];
  // The event says who held the chat when it was written, the copy may know a later one: both read it.
  const readers = new Set([agentId, chat.agentId].filter((reader) => reader !== null));
  return [...readers].map((userId) => ({ ...work, userId, purpose: 'reader', priority: PRIORITY.incoming }));
}
