import { Injectable } from '@nestjs/common';
import { activeTraceparent, ServiceInfo } from '@switchboard/chassis';
import { encodeEvent, eventHeaders, EventNotProducibleError } from '@switchboard/contracts';
import { statement, type Queryable, type Transaction } from '@switchboard/persistence';
import type { OutgoingEvent } from './outgoing-event.js';
import { OutboxSignal } from './outbox-signal.js';

/** Kafka takes a record of one megabyte at most, headers included. */
const payloadLimitBytes = 900_000;
/** Max bytes of a character of a text in UTF-8. */
const mostBytesPerCharacter = 3;

const insert = statement(
  'outbox_append',
  `insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, headers, payload, agents, shop_id)
   select e.id, e.aggregate_type, e.aggregate_id, e.type, e.topic, e.key, e.headers, e.payload, e.agents, e.shop_id
   from jsonb_to_recordset($1::jsonb) as e(
     id uuid, aggregate_type text, aggregate_id text, type text, topic text, key text,
     headers jsonb, payload jsonb, agents uuid[], shop_id uuid, position int)
   order by e.position
   returning lane`,
);

/** Headers that the relay makes from the row's own columns. */
const derived: readonly string[] = [
  eventHeaders.specVersion,
  eventHeaders.id,
  eventHeaders.type,
  eventHeaders.source,
  eventHeaders.time,
  eventHeaders.contentType,
];

/** Puts events beside the state they tell of, in the same transaction. */
@Injectable()
export class Outbox {
  constructor(
    private readonly info: ServiceInfo,
    private readonly signal: OutboxSignal,
  ) {}

  /**
   * Appends the events in the order given. Call it after the aggregate's row was locked or written:
   * only then is the order of `seq` the order of the commits. Wakes the relay after the commit.
   * Throws EventNotProducibleError for data that its definition refuses.
   */
  async append(tx: Queryable, events: readonly OutgoingEvent[]): Promise<void> {
    if (events.length === 0) return;
    const rows = events.map((outgoing, position) => ({ ...this.toRow(outgoing), position }));
    const text = JSON.stringify(rows);
    // Hardly ever are all of them together as large as one may be.
    if (text.length * mostBytesPerCharacter > payloadLimitBytes) rows.forEach(mustFit);
    const placed = await tx.query<{ lane: number }>(insert, [text]);
    const lanes = [...new Set(placed.map(({ lane }) => lane))];
    if (isTransaction(tx)) tx.afterCommit(() => this.signal.wake(lanes));
    else this.signal.wake(lanes);
  }

  /** To be called after the commit of a transaction in which SQL called `enqueue_events`. */
  committed(): void {
    this.signal.wake();
  }

  private toRow({ id, definition, data, accountId, shopId, agents, aggregate }: OutgoingEvent) {
    const traceparent = activeTraceparent();
    const encoded = encodeEvent(definition, data, {
      id,
      source: this.info.name,
      time: '1970-01-01T00:00:00.000Z',
      accountId,
      ...(shopId ? { shopId } : {}),
      ...(traceparent ? { traceparent } : {}),
    });
    return {
      id,
      aggregate_type: aggregate?.type ?? definition.type,
      aggregate_id: aggregate?.id ?? encoded.headers[eventHeaders.subject] ?? encoded.key,
      type: encoded.type,
      topic: encoded.topic,
      key: encoded.key,
      headers: Object.fromEntries(
        Object.entries(encoded.headers).filter(([name]) => !derived.includes(name)),
      ),
      payload: encoded.data,
      agents: agents ?? [],
      shop_id: shopId ?? null,
    };
  }
}

function mustFit({ type, payload }: { type: string; payload: unknown }): void {
  if (Buffer.byteLength(JSON.stringify(payload)) > payloadLimitBytes)
    throw new EventNotProducibleError(type, [{ path: '', message: 'is too large for Kafka' }]);
}

const isTransaction = (tx: Queryable): tx is Transaction => 'afterCommit' in tx;
