import { randomUUID } from 'node:crypto';
import { deadLetterHeaders, deadLetterTopic } from '../consumer/dead-letters.js';
import type { GroupEvents, KafkaConnector, ReceivedRecord } from '../kafka/kafka-port.js';

/** A record that was put aside, as it was on its own topic, and why. */
export interface DeadLetter {
  /** Its place among the dead letters. */
  partition: number;
  offset: number;
  original: ReceivedRecord;
  reason: string;
  detail: string;
  time: string;
  /** Its key waits in the database; it is replayed from there. */
  parked: boolean;
}

/** What to look for. */
export interface DeadLetterFilter {
  /** The consumer's group; dead letters of a topic may come from several. */
  consumer: string;
  topics: readonly string[];
  key?: string | undefined;
}

/** Reads the dead letters of the topics up to their ends as they stand now, and leaves no trace. */
export async function readDeadLetters(
  connector: KafkaConnector,
  filter: DeadLetterFilter,
): Promise<DeadLetter[]> {
  const admin = connector.admin();
  const groupId = `switchboard-operator-${randomUUID()}`;
  try {
    const existing = await admin.topicNames();
    const names = filter.topics.map(deadLetterTopic).filter((name) => existing.has(name));
    const missing = new Map<string, number>();
    for (const name of names)
      for (const { partition, low, high } of await admin.topicBounds(name))
        if (high > low) missing.set(`${name}/${partition}`, high);
    if (missing.size === 0) return [];
    const letters = await readUntil(connector, groupId, names, missing);
    await admin.deleteGroup(groupId).catch(() => undefined);
    return letters.filter(
      ({ consumer, letter }) =>
        consumer === filter.consumer && (filter.key === undefined || letter.original.key === filter.key),
    ).map(({ letter }) => letter); // prettier-ignore
  } finally {
    await admin.disconnect();
  }
}

async function readUntil(
  connector: KafkaConnector,
  groupId: string,
  names: readonly string[],
  missing: Map<string, number>,
): Promise<Array<{ consumer: string; letter: DeadLetter }>> {
  const found: Array<{ consumer: string; letter: DeadLetter }> = [];
  const member = connector.member(groupId);
  await new Promise<void>((resolve, reject) => {
    const events: GroupEvents = {
      batch: ({ topic, partition, records, nextOffset }) => {
        for (const record of records) found.push(toDeadLetter(record));
        const id = `${topic}/${partition}`;
        if (nextOffset >= (missing.get(id) ?? 0)) missing.delete(id);
        if (missing.size === 0) resolve();
      },
      assigned: () => undefined,
      revoking: () => Promise.resolve(),
      activity: () => undefined,
      rebalancing: () => undefined,
      crashed: reject,
    };
    member.start(names, events).catch(reject);
  }).finally(() => member.leave());
  return found;
}

function toDeadLetter(record: ReceivedRecord): { consumer: string; letter: DeadLetter } {
  const { headers, partition, offset, key, value } = record;
  const note = (name: keyof typeof deadLetterHeaders): string => headers[deadLetterHeaders[name]] ?? '';
  const own: readonly string[] = Object.values(deadLetterHeaders);
  const original: ReceivedRecord = {
    topic: note('topic'),
    partition: Number(note('partition')),
    offset: Number(note('offset')),
    key,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !own.includes(name))),
    value,
  };
  const letter = {
    partition,
    offset,
    original,
    reason: note('reason'),
    detail: note('detail'),
    time: note('time'),
    parked: note('parked') === 'true',
  };
  return { consumer: note('consumer'), letter };
}
