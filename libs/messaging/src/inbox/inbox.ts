import { Injectable } from '@nestjs/common';
import { statement, type Queryable } from '@switchboard/persistence';
import type { IncomingEvent } from '../consumer/incoming-event.js';

/** What the inbox has to know of an event. */
export type InboxEvent = Pick<IncomingEvent, 'id' | 'time'>;

const insertOne = statement(
  'inbox_once',
  `insert into inbox (consumer, event_id, day) values ($1, $2, $3) on conflict do nothing returning event_id`,
);

const insertMany = statement(
  'inbox_once_all',
  `insert into inbox (consumer, event_id, day)
   select $1, e.event_id, e.day from unnest($2::uuid[], $3::timestamptz[]) as e(event_id, day)
   order by e.event_id on conflict do nothing returning event_id`,
);

/**
 * Remembers, in the transaction of the effect, what was processed. State topics do not need it (they
 * compare versions), nor do customers' messages (they have a key of their own).
 */
@Injectable()
export class Inbox {
  /**
   * True when this consumer sees the event for the first time: apply the effect. False: skip it,
   * but do again what must follow the commit. Call it before anything else in the transaction.
   */
  async once(tx: Queryable, consumer: string, event: InboxEvent): Promise<boolean> {
    const rows = await tx.query(insertOne, [consumer, event.id, dayOf(event.time)]);
    return rows.length === 1;
  }

  /** The same for many events at once, in an order in which two batches cannot deadlock. Answers the new ones' ids. */
  async onceAll(tx: Queryable, consumer: string, events: readonly InboxEvent[]): Promise<Set<string>> {
    const byId = new Map(events.map((event) => [event.id, dayOf(event.time)]));
    const sorted = [...byId].sort(([a], [b]) => (a < b ? -1 : 1));
    const rows = await tx.query<{ event_id: string }>(insertMany, [
      consumer,
      sorted.map(([id]) => id),
      sorted.map(([, day]) => day),
    ]);
    return new Set(rows.map(({ event_id }) => event_id));
  }
}

/** The event's own day: a repetition falls into the same partition whenever it comes. */
function dayOf(time: string): string {
  return `${new Date(time).toISOString().slice(0, 10)}T00:00:00Z`;
}
