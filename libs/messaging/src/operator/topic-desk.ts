import { defineEnvironment } from '@switchboard/chassis';
import type { TopicDefinition } from '@switchboard/contracts';
import { deadLetterTopic } from '../consumer/dead-letters.js';
import type { BrokerAdmin, KafkaConnector, PartitionBounds, ReceivedRecord } from '../kafka/kafka-port.js';
import { KafkajsConnector } from '../kafka/kafkajs-connector.js';
import { messagingEnvironment } from '../messaging.environment.js';
import { readTopics, type TopicReading, type TopicToRead } from './read-topics.js';

/** How far the consumers of one service are with a topic. */
export interface GroupPosition {
  service: string;
  topic: string;
  /** Committed and end, per partition that has records. */
  partitions: { partition: number; committed: number; end: number }[];
}

/** An operator's look at Kafka: it reads, and changes nothing. */
export class TopicDesk {
  private admin: BrokerAdmin | undefined;

  private constructor(private readonly connector: KafkaConnector) {}

  /** Reads KAFKA_BROKERS and KAFKA_TOPIC_PREFIX. */
  static open(service: string): TopicDesk {
    const { KAFKA_BROKERS, KAFKA_TOPIC_PREFIX } = defineEnvironment(messagingEnvironment);
    const clientId = `switchboard-${service}-operator`;
    return new TopicDesk(
      new KafkajsConnector({ brokers: KAFKA_BROKERS, clientId, prefix: KAFKA_TOPIC_PREFIX }),
    );
  }

  /** Hands the records of the topics to `take`, each key's in order, up to the ends as they stand now. */
  read(topics: readonly TopicToRead[], take: (record: ReceivedRecord) => void): Promise<TopicReading[]> {
    return readTopics(this.connector, topics, take);
  }

  /** Where each of the services stands with the topics that it consumes. One that never committed stands at the start. */
  async positions(topics: readonly TopicDefinition[], services: readonly string[]): Promise<GroupPosition[]> {
    const existing = await this.asking.topicNames();
    const positions: GroupPosition[] = [];
    for (const { name, consumers } of topics.filter((topic) => existing.has(topic.name))) {
      const bounds = (await this.asking.topicBounds(name)).filter(({ low, high }) => high > low);
      for (const service of services.filter((each) => consumers.includes(each))) {
        const committed = await this.asking.committed(`switchboard-${service}`, name);
        const partitions = bounds.map(({ partition, low, high }) => ({
          partition, committed: Math.max(low, committed.get(partition) ?? low), end: high,
        })); // prettier-ignore
        positions.push({ service, topic: name, partitions });
      }
    }
    return positions;
  }

  /** How many dead letters each topic has, of any consumer; only topics with any. */
  async deadLetters(topics: readonly TopicDefinition[]): Promise<Map<string, number>> {
    const existing = await this.asking.topicNames();
    const counts = new Map<string, number>();
    for (const name of topics
      .map((topic) => deadLetterTopic(topic.name))
      .filter((each) => existing.has(each))) {
      const count = sizeOf(await this.asking.topicBounds(name));
      if (count > 0) counts.set(name, count);
    }
    return counts;
  }

  async close(): Promise<void> {
    await this.admin?.disconnect();
  }

  private get asking(): BrokerAdmin {
    return (this.admin ??= this.connector.admin());
  }
}

const sizeOf = (bounds: readonly PartitionBounds[]): number =>
  bounds.reduce((sum, { low, high }) => sum + high - low, 0);
