import { Kafka, logLevel, Partitioners, type Consumer, type IHeaders } from 'kafkajs';
import { v7 as uuid } from 'uuid';
import { testEnvironment } from './test-environment.js';
import { until } from './until.js';

/** A record as a test reads it. */
export interface ConsumedMessage {
  topic: string;
  key: string;
  headers: Record<string, string>;
  /** Parsed on access: counting records costs no parsing. */
  readonly value: unknown;
  partition: number;
  offset: string;
  /** When its producer sent it, ms since the epoch. */
  producedAt: number;
}

/** A record as a test writes it; a value that is no text or bytes is sent as JSON. */
export interface ProducedMessage {
  key: string;
  value: unknown;
  headers?: Record<string, string>;
}

/** Topics of its own for one test file, on the run's real broker. */
export interface TestBroker {
  brokers: string[];
  /** Goes before every topic and group name. */
  topicPrefix: string;
  createTopics(names: string[], partitions?: number): Promise<void>;
  produce(topic: string, messages: ProducedMessage[]): Promise<void>;
  /** Calls back for every record of the topics, from their beginning. */
  listen(topics: string[], onMessage: (message: ConsumedMessage) => void): Promise<void>;
  /** Collects everything of the topics from their beginning. */
  consume(topics: string[]): Promise<Collected>;
  close(): Promise<void>;
}

/** What was consumed so far. */
export interface Collected {
  messages: ConsumedMessage[];
  waitFor(matches: (message: ConsumedMessage) => boolean, timeoutMs?: number): Promise<ConsumedMessage>;
}

const textHeaders = (headers: IHeaders | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));

const parsed = (value: Buffer | null): unknown => {
  if (value === null) return null;
  try {
    return JSON.parse(value.toString());
  } catch {
    return value.toString();
  }
};

/** Opens the run's broker with a unique prefix; closing deletes its topics. */
export async function testBroker(): Promise<TestBroker> {
  const topicPrefix = `t${uuid().replaceAll('-', '').slice(-10)}.`;
  const broker = await openBroker({ brokers: testEnvironment.kafkaBrokers, topicPrefix });
  return {
    ...broker,
    close: async () => {
      await broker.dropTopics();
      await broker.close();
    },
  };
}

/** Opens any broker, as an outside producer and consumer would: for a suite that runs already. */
export async function openBroker({ brokers, topicPrefix }: Pick<TestBroker, 'brokers' | 'topicPrefix'>) {
  const { quietRequestTimers } = await import('@switchboard/messaging');
  quietRequestTimers();
  const kafka = new Kafka({
    clientId: 'testing',
    brokers,
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await Promise.all([admin.connect(), producer.connect()]);
  const consumers: Consumer[] = [];
  /** Reads from the beginning in a group of its own; offsets are never committed, so nothing waits for a commit. */
  const listen = async (topics: string[], onMessage: (message: ConsumedMessage) => void): Promise<void> => {
    const consumer = kafka.consumer({ groupId: `${topicPrefix}reader-${uuid()}`, sessionTimeout: 10_000 });
    consumers.push(consumer);
    await consumer.connect();
    await consumer.subscribe({ topics: topics.map((name) => topicPrefix + name), fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      // A message at a time costs kafkajs more than the message.
      eachBatch: async ({ batch: { topic, partition, messages } }) => {
        for (const message of messages)
          onMessage({
            topic: topic.slice(topicPrefix.length),
            key: String(message.key),
            headers: textHeaders(message.headers),
            get value() {
              return parsed(message.value);
            },
            partition,
            offset: message.offset,
            producedAt: Number(message.timestamp),
          });
      },
    });
  };
  return {
    brokers,
    topicPrefix,
    createTopics: async (names: string[], numPartitions = 2): Promise<void> => {
      const topics = names.map((name) => ({
        topic: topicPrefix + name,
        numPartitions,
        replicationFactor: 1,
      }));
      await admin.createTopics({ topics, waitForLeaders: false });
      // kafkajs's own waiting gives up at the first broker that does not know a topic yet.
      const named = { topics: topics.map(({ topic }) => topic) };
      await until(
        async () => {
          const known = await admin.fetchTopicMetadata(named);
          return known.topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0));
        },
        { timeoutMs: 30_000, describe: 'a leader of every topic' },
      );
    },
    produce: async (topic: string, messages: ProducedMessage[]): Promise<void> => {
      await producer.send({
        topic: topicPrefix + topic,
        messages: messages.map(({ key, value, headers }) => ({
          key,
          value: typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value),
          ...(headers ? { headers } : {}),
        })),
      });
    },
    listen,
    consume: async (topics: string[]): Promise<Collected> => {
      const messages: ConsumedMessage[] = [];
      await listen(topics, (message) => messages.push(message));
      return {
        messages,
        waitFor: (matches: (message: ConsumedMessage) => boolean, timeoutMs = 15_000) =>
          until(() => messages.find(matches), { timeoutMs, describe: 'the expected Kafka message' }),
      };
    },
    dropTopics: async (): Promise<void> => {
      await Promise.all(consumers.splice(0).map((consumer) => consumer.disconnect()));
      const names = (await admin.listTopics()).filter((name) => name.startsWith(topicPrefix));
      if (names.length) await admin.deleteTopics({ topics: names }).catch(() => undefined);
    },
    close: async (): Promise<void> => {
      await Promise.all(consumers.splice(0).map((consumer) => consumer.disconnect()));
      await Promise.all([producer.disconnect(), admin.disconnect()]);
    },
  };
}
