import { deadLetterHeaders, deadLetterTopic } from '../consumer/dead-letters.js';
import type { KafkaConnector, ReceivedRecord } from '../kafka/kafka-port.js';
import { readTopics } from './read-topics.js';

/** A dead letter as it was on its own topic, with the reason. */
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
  const found: DeadLetter[] = [];
  const topics = filter.topics.map((name) => ({ name: deadLetterTopic(name) }));
  await readTopics(connector, topics, (record) => {
    const { consumer, letter } = toDeadLetter(record);
    if (consumer !== filter.consumer) return;
    if (filter.key === undefined || letter.original.key === filter.key) found.push(letter);
  });
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
