import { Injectable } from '@nestjs/common';
import { Batcher } from '@switchboard/chassis';
import { aloneUnlessTransient, Inbox, Outbox } from '@switchboard/messaging';
import { statement, TransactionRunner, type Transaction } from '@switchboard/persistence';
import { canonicalLanguage } from '@switchboard/text';
import { LanguageDetector } from '../detection/language-detector.js';
import { EnqueueWork } from '../translating/enqueue-work.js';
import { ChatCopies } from './chat-copies.js';
import { languageEvent } from './chat-language-event.js';
import { ChatThread, type KeptMessage } from './chat-thread.js';
import { chatOf, isMessage, type MessageEvent, type RoutingEvent } from './routing-event.js';

const insert = statement(
  'messages_insert',
  `insert into message (id, account_id, shop_id, chat_id, seq, direction, author_id, text, language)
   select id, "accountId", "shopId", "chatId", seq, direction, "authorId", text, language
   from jsonb_to_recordset($1::jsonb) as m(id uuid, "accountId" uuid, "shopId" uuid, "chatId" uuid, seq bigint,
     direction text, "authorId" text, text text, language text)
   order by id on conflict do nothing`,
);

/**
 * Keeps what routing says of its chats: messages, with what they tell of the customer's language, and who has the
 * chat; puts down what is to be translated. Whatever comes while the last transaction runs shares the next one:
 * chats are locked by id, so that two processes cannot block each other.
 */
@Injectable()
export class RecordEvents {
  private readonly batches = new Batcher<RoutingEvent>((events) => this.together(events), {
    afterFailure: aloneUnlessTransient,
  });

  constructor(
    private readonly transactions: TransactionRunner,
    private readonly inbox: Inbox,
    private readonly detector: LanguageDetector,
    private readonly chats: ChatCopies,
    private readonly work: EnqueueWork,
    private readonly outbox: Outbox,
  ) {}

  /** Answers when it is kept. */
  async record(event: RoutingEvent): Promise<void> {
    await this.batches.run(event);
  }

  private async together(events: readonly RoutingEvent[]): Promise<void[]> {
    const languages = new Map(events.filter(isMessage).map((event) => [event.id, this.languageOf(event)]));
    await this.transactions.run(async (tx) => {
      const news = await this.inbox.onceAll(tx, 'routing', events);
      const fresh = events.filter(({ id }) => news.delete(id));
      if (fresh.length > 0) await this.keep(tx, fresh, languages);
    });
    return events.map(() => undefined);
  }

  private async keep(
    tx: Transaction,
    events: readonly RoutingEvent[],
    languages: ReadonlyMap<string, string | null>,
  ): Promise<void> {
    const { chats, now } = await this.chats.hold(tx, events.map(identityOf));
    const threads = new Map([...chats].map(([id, held]) => [id, new ChatThread(held)]));
    for (const event of events) {
      const thread = threads.get(chatOf(event).id)!;
      if (isMessage(event)) thread.message(event, languages.get(event.id)!);
      else thread.changed(event);
    }
    const all = [...threads.values()];
    await this.chats.write(
      tx,
      all.map(({ written }) => written),
    );
    const messages = all.flatMap((thread) => thread.messages);
    await this.insert(tx, messages);
    const told = all.filter(({ languageChanged }) => languageChanged);
    const settled = await this.work.enqueue(tx, {
      work: all.flatMap(({ work }) => work),
      chats: new Map(all.map(({ now: chat }) => [chat.id, chat])),
      messages: new Map(messages.map((message) => [message.id, message])),
      now,
    });
    await this.outbox.append(tx, [...told.map((thread) => languageEvent(thread.now, now)), ...settled]);
  }

  private async insert(tx: Transaction, messages: readonly KeptMessage[]): Promise<void> {
    if (messages.length > 0) await tx.query(insert, [JSON.stringify(messages)]);
  }

  private languageOf({ data: { message, customer } }: MessageEvent): string | null {
    const expected = message.direction === 'in' ? canonicalLanguage(customer.language) : null;
    return this.detector.detect(message.text ?? '', expected).language;
  }
}

const identityOf = (event: RoutingEvent) => {
  const { id, accountId, shopId } = chatOf(event);
  return { id, accountId, shopId };
};
