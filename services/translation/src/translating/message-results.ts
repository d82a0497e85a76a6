import { Injectable } from '@nestjs/common';
import { Metrics } from '@switchboard/chassis';
import { messageTranslated, systemActor, type EventActor } from '@switchboard/contracts';
import { event, Outbox } from '@switchboard/messaging';
import { statement, type Queryable } from '@switchboard/persistence';
import type { TextOutcome } from './translator.js';

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
  readonly outcome: TextOutcome | { readonly status: 'not_needed' };
  /** Who asked for it; the system where nobody did. */
  readonly actor?: EventActor;
}

const keep = statement(
  'result_keep',
  `insert into message_translation (account_id, chat_id, message_id, language, status, text, provider, source_language)
   values ($1, $2, $3, $4, $5, $6, $7, $8)
   on conflict (message_id, language) do update set
     status = excluded.status, text = excluded.text, provider = excluded.provider,
     source_language = excluded.source_language, at = switchboard_now()
   where (message_translation.status, message_translation.text) is distinct from (excluded.status, excluded.text)
     and (message_translation.status <> 'translated' or excluded.status = 'translated')
   returning 1`,
);

const assume = statement(
  'result_source',
  'update message set language = $2 where id = $1 and language is null and $2::text is not null',
);

/** Keeps results and tells routing of them, in the transaction that ends the work. */
@Injectable()
export class MessageResults {
  private readonly told;

  constructor(
    private readonly outbox: Outbox,
    metrics: Metrics,
  ) {
    this.told = metrics.counter('translation_results_total', 'Results told to routing', [
      'purpose',
      'status',
    ]);
  }

  async keep(tx: Queryable, result: MessageResult, now: Date): Promise<void> {
    const { accountId, shopId, chatId, messageId, purpose, from, to, outcome, actor = systemActor } = result;
    const { status } = outcome;
    const text = status === 'translated' ? outcome.text : null;
    const provider = status === 'translated' ? outcome.provider : null;
    const params = [accountId, chatId, messageId, to, status, text, provider, from];
    const isNew = to === null || (await tx.query(keep, params)).length > 0;
    // A thread and a single message may come to the same result at once: readers are told of it once.
    if (!isNew && purpose === 'reader') return;
    // What the sender's language was taken to be is what the next reader's translation starts from.
    if (purpose === 'customer') await tx.query(assume, [messageId, from]);
    const data = {
      accountId, shopId, chatId, messageId, purpose, to, from, status, text, provider, actor, occurredAt: now.toISOString(),
    }; // prettier-ignore
    this.told.labels({ purpose, status }).inc();
    await this.outbox.append(tx, [event(messageTranslated, data, { accountId, shopId })]);
  }
}
