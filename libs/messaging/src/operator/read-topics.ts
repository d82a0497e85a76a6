import { randomUUID } from 'node:crypto';
import type { GroupEvents, KafkaConnector, PartitionBounds, ReceivedRecord } from '../kafka/kafka-port.js';

/** Which topics to read, and how much of each. */
export interface TopicToRead {
  name: string;
  /** Only this many offsets before each partition's end; absent: the whole topic. */
  lastPerPartition?: number;
}

/** How much of a topic was read. */
export interface TopicReading {
  topic: string;
  /** Records seen. */
  read: number;
  /** Nothing was left out at the beginning of any partition. */
  whole: boolean;
}

/** A broker that stops answering must not hang an operator's command. */
const silenceLimitMs = 30_000;

/**
 * Hands every record of the topics up to their ends as they stand now to `take`, each partition in order, and leaves
 * no trace. Topics that do not exist are left out.
 */
export async function readTopics(
  connector: KafkaConnector,
  topics: readonly TopicToRead[],
  take: (record: ReceivedRecord) => void,
): Promise<TopicReading[]> {
  const admin = connector.admin();
  const groupId = `switchboard-operator-${randomUUID()}`;
  const readings = new Map<string, TopicReading>();
  const ends = new Map<string, number>();
  const starts = new Map<string, number>();
  try {
    const existing = await admin.topicNames();
    for (const { name, lastPerPartition } of topics.filter((topic) => existing.has(topic.name))) {
      const reading = { topic: name, read: 0, whole: true };
      readings.set(name, reading);
      for (const bounds of await admin.topicBounds(name)) {
        if (bounds.high <= bounds.low) continue;
        const start = startOf(bounds, lastPerPartition);
        if (start > bounds.low) reading.whole = false;
        starts.set(`${name}/${bounds.partition}`, start);
        ends.set(`${name}/${bounds.partition}`, bounds.high);
      }
    }
    if (ends.size > 0) {
      await readUntil(connector, groupId, [...readings.keys()], { starts, ends }, (record) => {
        readings.get(record.topic)!.read += 1;
        take(record);
      });
      await admin.deleteGroup(groupId).catch(() => undefined);
    }
    return [...readings.values()];
  } finally {
    await admin.disconnect();
  }
}

function startOf({ low, high }: PartitionBounds, last: number | undefined): number {
  return last === undefined ? low : Math.max(low, high - last);
}

async function readUntil(
  connector: KafkaConnector,
  groupId: string,
  names: readonly string[],
  { starts, ends }: { starts: ReadonlyMap<string, number>; ends: ReadonlyMap<string, number> },
  take: (record: ReceivedRecord) => void,
): Promise<void> {
  const missing = new Set(ends.keys());
  const member = connector.member(groupId);
  let watch: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    const silent = () => reject(new Error('Kafka stopped answering'));
    watch = setTimeout(silent, silenceLimitMs);
    const events: GroupEvents = {
      batch: ({ topic, partition, records, nextOffset }) => {
        watch?.refresh();
        const id = `${topic}/${partition}`;
        const [start, end] = [starts.get(id) ?? 0, ends.get(id) ?? 0];
        if (missing.has(id)) {
          for (const record of records) if (record.offset >= start && record.offset < end) take(record);
        }
        if (nextOffset >= end) missing.delete(id);
        if (missing.size === 0) resolve();
      },
      assigned: (assignment) => {
        for (const [topic, partitions] of assignment) {
          for (const partition of partitions) {
            const start = starts.get(`${topic}/${partition}`);
            if (start !== undefined) member.seek(topic, partition, start);
          }
        }
      },
      revoking: () => Promise.resolve(),
      activity: () => undefined,
      rebalancing: () => undefined,
      crashed: reject,
    };
    member.start(names, events).catch(reject);
  }).finally(() => {
    clearTimeout(watch);
    return member.leave();
  });
}
