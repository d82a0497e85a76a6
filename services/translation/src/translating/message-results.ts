import { Injectable } from '@nestjs/common';
import { Metrics } from '@switchboard/chassis';
import { messageTranslated, systemActor, type EventActor } from '@switchboard/contracts';
import { event, Outbox, type OutgoingEvent } from '@switchboard/messaging';
import { statement, type Queryable } from '@switchboard/persistence';
import type { PlanOutcome } from './translator.js';

/** The result for one message and one target. */
export interface MessageResult {
  readonly accountId: string;
  readonly shopId: string;
  readonly chatId: string;
  readonly messageId: string;
  readonly purpose: 'customer' | 'reader';
  readonly from: string | null;
  /** Null: the customer's language is not known. */
  readonly to: string | null;
  readonly outcome: PlanOutcome;
  /** Who requested it; the system where no one did. */
  readonly actor?: EventActor;
}

const keep = statement(
  'results_keep',
  `insert into message_translation (account_id, chat_id, message_id, language, status, text, provider, source_language)
   select "accountId", "chatId", "messageId", "to", status, text, provider, "from"
   from jsonb_to_recordset($1::jsonb) as r("accountId" uuid, "chatId" uuid, "messageId" uuid, "to" text, status text,
     text text, provider text, "from" text)
   order by "messageId", "to"
   on conflict (message_id, language) do update set
     status = excluded.status, text = excluded.text, provider = excluded.provider,
     source_language = excluded.source_language, at = switchboard_now()
   where (message_translation.status, message_translation.text) is distinct from (excluded.status, excluded.text)
     and (message_translation.status <> 'translated' or excluded.status = 'translated')
   returning message_id as "messageId", language as "to"`,
);

const assume = statement(
  'result_source',
  'update message set language = $2 where id = $1 and language is null and $2::text is not null',
);

/** Keeps results and publishes them for routing, in the transaction that ends the work. */
@Injectable()
export class MessageResults {
  private readonly told;

  constructor(
    private readonly outbox: Outbox,
    metrics: Metrics,
  ) {
    this.told = metrics.counter('translation_results_total', 'Results published for routing', [
      'purpose',
      'status',
    ]);
  }

  async keep(tx: Queryable, result: MessageResult, now: Date): Promise<void> {
    await this.outbox.append(tx, await this.keepAll(tx, [result], now));
  }

  /** Answers the events that tell of them, for the outbox of the same transaction. */
  async keepAll(tx: Queryable, given: readonly MessageResult[], now: Date): Promise<OutgoingEvent[]> {
    // The same message for the same language is one result, for every reader.
    const results = [...new Map(given.map((result) => [idOf(result), result])).values()];
    if (results.length === 0) return [];
    const news = await this.write(tx, results);
    const told = results.filter(
      // A thread and a single message may come to the same result at once: readers get it once.
      (result) => result.purpose === 'customer' || result.to === null || news.has(idOf(result)),
    );
    // What the sender's language was taken to be is what the next reader's translation starts from.
    for (const { purpose, messageId, from } of told)
      if (purpose === 'customer') await tx.query(assume, [messageId, from]);
    return told.map((result) => this.toEvent(result, now));
  }

  /** Answers which of them are news. */
  private async write(tx: Queryable, results: readonly MessageResult[]): Promise<Set<string>> {
    const rows = results.filter(({ to }) => to !== null).map((result) => ({ ...result, ...wordsOf(result) }));
    if (rows.length === 0) return new Set();
    const kept = await tx.query<{ messageId: string; to: string }>(keep, [JSON.stringify(rows)]);
    return new Set(kept.map(idOf));
  }

  private toEvent(result: MessageResult, now: Date) {
    const { accountId, shopId, chatId, messageId, purpose, from, to, actor = systemActor } = result;
    const { status, text, provider } = wordsOf(result);
    this.told.labels({ purpose, status }).inc();
    const data = {
      accountId, shopId, chatId, messageId, purpose, to, from, status, text, provider, actor, occurredAt: now.toISOString(),
    }; // prettier-ignore
    return event(messageTranslated, data, { accountId, shopId });
  }
}

const idOf = ({ messageId, to }: { messageId: string; to: string | null }) => `${messageId} ${to}`;

const wordsOf = ({ outcome }: MessageResult) => ({
  status: outcome.status,
  text: outcome.status === 'translated' ? outcome.text : null,
  provider: outcome.status === 'translated' ? outcome.provider : null,
});
