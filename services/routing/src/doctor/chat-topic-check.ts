import { chatsTopic, eventHeaders, type ChatChange } from '@switchboard/contracts';
import type { ReceivedRecord, TopicDesk } from '@switchboard/messaging';
import { databaseTime, type Queryable } from '@switchboard/persistence';
import { counted, type Check, type Look } from './check.js';
import { eventData } from './event-data.js';
import type { Violation } from './invariant.js';

/** Offsets read before the end of each partition. */
const lastPerPartition = 5_000;
const maxRows = 20_000;
/** A record's time is its row's; rows of other partitions may be a little older than the oldest one read. */
const marginMs = 1_000;

const chatRows = 'select id, version from chat where id = any ($1::uuid[])';
/** Published rows since then, the youngest first; without a time: of the days that a topic keeps. */
const publishedRows = `
  select id, key as chat from outbox
   where topic = $1 and published_at < $2 and created_at > coalesce($3::timestamptz, $2 - interval '6 days')
     and ($4::uuid is null or shop_id = $4)
   order by seq desc limit $5`;

/** What `routing.chats.v1` says of its chats, as far as it was read. */
class ToldChats {
  readonly violations: Violation[] = [];
  readonly ids = new Set<string>();
  readonly versions = new Map<string, number>();
  private readonly begins = new Map<number, number>();

  constructor(private readonly shopId: string | undefined) {}

  take(record: ReceivedRecord): void {
    const { partition, headers } = record;
    const time = Date.parse(headers[eventHeaders.time] ?? '');
    if (!this.begins.has(partition)) this.begins.set(partition, time);
    const id = headers[eventHeaders.id] ?? '';
    // the same event again is a redelivery
    if (this.ids.has(id)) return;
    this.ids.add(id);
    if (this.shopId !== undefined && headers[eventHeaders.shopId] !== this.shopId) return;
    const chat = eventData<ChatChange>(record)?.chat;
    if (!chat) return;
    const before = this.versions.get(chat.id);
    if (before !== undefined && chat.version !== before + 1)
      this.violations.push({ chat: chat.id, version: chat.version, before });
    this.versions.set(chat.id, Math.max(before ?? 0, chat.version));
  }

  /** From when on every partition was read. */
  get since(): Date {
    return new Date(Math.max(...this.begins.values()) + marginMs);
  }
}

/** Number 6 at the other end of the relay: what consumers get. */
export function chatTopicCheck(database: Queryable, kafka: TopicDesk, shopId: string | undefined): Check {
  return {
    number: 6,
    name: 'chat-events-arrive',
    meaning: 'on routing.chats.v1 each chat’s versions go up one by one, not beyond its row, and no published event is missing',
    advice: 'Keep the output and the log of the relay: an event was lost or doubled between the outbox and Kafka.',
    holds: 'at rest',
    look: () => look(database, kafka, shopId),
  };
} // prettier-ignore

async function look(database: Queryable, kafka: TopicDesk, shopId: string | undefined): Promise<Look> {
  const now = await databaseTime(database);
  const told = new ToldChats(shopId);
  const [reading] = await kafka.read([{ name: chatsTopic.name, lastPerPartition }], (record) =>
    told.take(record),
  );
  if (!reading) return { seen: 'no such topic', violations: [] };
  const violations = [...told.violations, ...(await beyondRows(database, told.versions))];
  const published = await database.query<{ id: string; chat: string }>(publishedRows, [
    chatsTopic.name, now, reading.whole ? null : told.since, shopId ?? null, maxRows,
  ]); // prettier-ignore
  for (const { id, chat } of published) if (!told.ids.has(id)) violations.push({ chat, event: id });
  return {
    seen:
      `the last ${counted(reading.read, 'record')} of the topic, ${counted(told.versions.size, 'chat')}, ` +
      `${counted(published.length, 'published event')}`,
    violations,
  };
}

/** Events without a row, or ahead of it: of a transaction that was rolled back. */
async function beyondRows(database: Queryable, versions: ReadonlyMap<string, number>): Promise<Violation[]> {
  const violations: Violation[] = [];
  const told = [...versions];
  for (let at = 0; at < told.length; at += 500) {
    const page = told.slice(at, at + 500);
    const rows = await database.query<{ id: string; version: number }>(chatRows, [page.map(([id]) => id)]);
    const known = new Map(rows.map(({ id, version }) => [id, version]));
    for (const [chat, version] of page) {
      const row = known.get(chat) ?? null;
      if (row === null || row < version) violations.push({ chat, version, row });
    }
  }
  return violations;
}
