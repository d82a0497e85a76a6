import { Injectable } from '@nestjs/common';
import { Database, statement } from '@switchboard/persistence';
import type { ReceivedRecord } from '../kafka/kafka-port.js';
import { MessagingSettings } from '../messaging-settings.js';

/** An event that waits, with its place in the line of its key. */
export interface ParkedRecord extends ReceivedRecord {
  seq: number;
}

/** A key whose events an operator wants to be tried again. */
export interface ReleaseRequest {
  topic: string;
  key: string;
  partition: number;
}

const readKeys = statement(
  'parked_keys',
  'select topic, key, partition, release_requested_at is not null as release from parked_key where consumer = $1',
);
const parkFirst = statement(
  'parked_first',
  `with parked as (
     insert into parked_key (consumer, topic, key, partition, reason) values ($1, $2, $3, $4, $8)
     on conflict (consumer, topic, key) do update set reason = excluded.reason, release_requested_at = null
   )
   insert into parked_event (consumer, topic, key, partition, record_offset, headers, value)
   values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
);
const parkNext = statement(
  'parked_next',
  `insert into parked_event (consumer, topic, key, partition, record_offset, headers, value)
   values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
);
const readOldest = statement(
  'parked_oldest',
  `select seq, partition, record_offset as "offset", headers, value from parked_event
   where consumer = $1 and topic = $2 and key = $3 order by seq limit 1`,
);
const removeEvent = statement('parked_remove', 'delete from parked_event where seq = $1');
const removeKey = statement(
  'parked_release',
  `delete from parked_key k where consumer = $1 and topic = $2 and key = $3 and not exists (
     select from parked_event e where e.consumer = k.consumer and e.topic = k.topic and e.key = k.key)`,
);
const block = statement(
  'parked_block',
  'update parked_key set reason = $4, release_requested_at = null where consumer = $1 and topic = $2 and key = $3',
);

/**
 * Keys whose events wait in order behind one that could not be processed. The truth is in the database;
 * a copy of the keys is held in memory, because every event asks. Only the process that holds a key's
 * partition adds to or takes from its line.
 */
@Injectable()
export class ParkedKeys {
  private keys = new Set<string>();
  private changes = 0;
  private readonly consumer: string;

  constructor(
    private readonly database: Database,
    settings: MessagingSettings,
  ) {
    this.consumer = settings.groupId;
  }

  has(topic: string, key: string | null): boolean {
    return key !== null && this.keys.has(idOf(topic, key));
  }

  get size(): number {
    return this.keys.size;
  }

  /** Reads the keys again and returns those to be released. */
  async refresh(): Promise<ReleaseRequest[]> {
    const before = this.changes;
    const rows = await this.database.query<ReleaseRequest & { release: boolean }>(readKeys, [this.consumer]);
    if (before === this.changes) this.keys = new Set(rows.map(({ topic, key }) => idOf(topic, key)));
    return rows.filter(({ release }) => release);
  }

  /** The first of the line: the event that could not be processed. */
  async park(record: ReceivedRecord, key: string, reason: string): Promise<void> {
    await this.database.query(parkFirst, [...this.values(record, key), reason]);
    this.changed(() => this.keys.add(idOf(record.topic, key)));
  }

  /** One more behind it. */
  async append(record: ReceivedRecord, key: string): Promise<void> {
    await this.database.query(parkNext, this.values(record, key));
  }

  async oldest(topic: string, key: string): Promise<ParkedRecord | undefined> {
    const [row] = await this.database.query<Omit<ParkedRecord, 'topic' | 'key'>>(readOldest, [
      this.consumer,
      topic,
      key,
    ]);
    return row && { ...row, topic, key };
  }

  async remove(seq: number): Promise<void> {
    await this.database.query(removeEvent, [seq]);
  }

  /** The line is empty: events of the key are processed as they come. */
  async release(topic: string, key: string): Promise<void> {
    await this.database.query(removeKey, [this.consumer, topic, key]);
    this.changed(() => this.keys.delete(idOf(topic, key)));
  }

  /** It failed again: the key stays parked. */
  async blockAgain(topic: string, key: string, reason: string): Promise<void> {
    await this.database.query(block, [this.consumer, topic, key, reason]);
  }

  private values({ topic, partition, offset, headers, value }: ReceivedRecord, key: string): unknown[] {
    return [this.consumer, topic, key, partition, offset, JSON.stringify(headers), value];
  }

  private changed(apply: () => void): void {
    this.changes += 1;
    apply();
  }
}

const idOf = (topic: string, key: string): string => `${topic}\n${key}`;
