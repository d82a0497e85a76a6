import { defineEnvironment } from '@switchboard/chassis';
import { topics } from '@switchboard/contracts';
import { databaseEnvironment, openDirectConnection } from '@switchboard/persistence';
import type { KafkaConnector } from '../kafka/kafka-port.js';
import { KafkajsConnector } from '../kafka/kafkajs-connector.js';
import { messagingEnvironment } from '../messaging.environment.js';
import { readDeadLetters, type DeadLetter } from './dead-letter-reader.js';
import { letterId, ParkedLines, type ParkedLine } from './parked-lines.js';

/** Dead letters, and keys parked behind one. */
export interface Findings {
  letters: Array<DeadLetter & { replayed: boolean }>;
  lines: ParkedLine[];
}

/** An operator's access to the dead letters and parked keys of one service's consumer. */
export class DeadLetterDesk {
  private constructor(
    readonly lines: ParkedLines,
    private readonly connector: KafkaConnector,
    private readonly consumer: string,
    readonly close: () => Promise<void>,
  ) {}

  /** Reads DATABASE_URL, KAFKA_BROKERS and KAFKA_TOPIC_PREFIX. */
  static async open(service: string): Promise<DeadLetterDesk> {
    const { DATABASE_URL, KAFKA_BROKERS, KAFKA_TOPIC_PREFIX } = defineEnvironment({
      ...databaseEnvironment,
      ...messagingEnvironment,
    });
    const consumer = `switchboard-${service}`;
    const database = await openDirectConnection({
      url: DATABASE_URL,
      schema: service,
      applicationName: `${service}-operator`,
    });
    const connector = new KafkajsConnector({
      brokers: KAFKA_BROKERS,
      clientId: `${consumer}-operator`,
      prefix: KAFKA_TOPIC_PREFIX,
    });
    return new DeadLetterDesk(new ParkedLines(database, consumer), connector, consumer, () => database.end());
  }

  /** Looks through all topics, or one; through all keys, or one. */
  async find(topic?: string, key?: string): Promise<Findings> {
    const names = topics.map(({ name }) => name);
    if (topic !== undefined && !names.includes(topic)) throw new Error(`There is no topic ${topic}.`);
    const [lines, letters] = await Promise.all([
      this.lines.list(topic, key),
      readDeadLetters(this.connector, { consumer: this.consumer, topics: topic ? [topic] : names, key }),
    ]);
    const replayed = await this.lines.replayed(letters);
    return {
      lines,
      letters: letters.map((letter) => ({ ...letter, replayed: replayed.has(letterId(letter)) })),
    };
  }
}
