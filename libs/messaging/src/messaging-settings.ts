import type { KafkaConnector } from './kafka/kafka-port.js';

/** How long what a service remembers must outlive its topics. */
const day = 86_400_000;

/** What a service says about its messaging. Times are in milliseconds. */
export interface MessagingOptions {
  /** The service's name; also the schema that holds outbox and inbox. */
  service: string;
  brokers: readonly string[];
  /** Put before topic and group names (KAFKA_TOPIC_PREFIX). */
  topicPrefix: string;
  /** The running role's URL: the relay opens a connection of its own. */
  databaseUrl: string;
  /** Default: the service's name. */
  schema?: string;
  /**
   * Names of the topics that must be consumed up to their ends as they stood at the start, before
   * `CaughtUp.reached` is true and the process is ready.
   */
  startTopics?: readonly string[];
  /** Events handled at once, over all keys (default 16). */
  concurrency?: number;
  /** Tries of an event whose handler throws something unexpected (default 3). */
  tries?: number;
  /** A handler that takes longer is taken for stuck: the process is no longer alive (default 60 000). */
  handlerLimitMs?: number;
  /** How long a lane of the relay sleeps without being woken (default 1 000). */
  relayPollMs?: number;
  /** How long the relay rests after it has read (default 5): fewer and fuller rounds; what was quiet is read at once. */
  relayRestMs?: number;
  /** A query of the relay that takes longer counts as a lost connection (default 10 000). */
  relayAnswerMs?: number;
  /** For how long a produce without an answer may still arrive at the broker (default 30 000). */
  lateProduceMs?: number;
  /** A produce that takes longer counts as unknown (default 10 000). */
  produceTimeoutMs?: number;
  /** A member that is silent for longer loses its partitions (default 10 000). */
  sessionTimeoutMs?: number;
  /** How long the consumer rests after a fetch that brought something (default 5): fewer and fuller fetches. */
  fetchRestMs?: number;
  /** Another way to Kafka than `brokers`: tests put a faulty one in between. */
  connector?: KafkaConnector;
  /** How often it is looked whether states are to be published again (default 30 000). */
  stateRoundMs?: number;
  /** How often parked keys are compared with the database (default 1 000). */
  parkedRefreshMs?: number;
}

/** The options with their defaults. Injectable. */
export class MessagingSettings {
  readonly service: string;
  readonly brokers: readonly string[];
  readonly topicPrefix: string;
  readonly databaseUrl: string;
  readonly schema: string;
  /** The consumer group, without the prefix; also the consumer's name in inbox and parked keys. */
  readonly groupId: string;
  readonly startTopics: readonly string[];
  readonly concurrency: number;
  readonly tries: number;
  /** How often finished offsets are committed. */
  readonly commitIntervalMs = 1_000;
  readonly handlerLimitMs: number;
  readonly relayPollMs: number;
  readonly relayRestMs: number;
  readonly relayAnswerMs: number;
  readonly lateProduceMs: number;
  readonly produceTimeoutMs: number;
  readonly sessionTimeoutMs: number;
  readonly fetchRestMs: number;
  readonly parkedRefreshMs: number;
  readonly stateRoundMs: number;
  /** Longer than any topic keeps its records: a repetition is known for as long as it can come. */
  readonly inboxKeepMs = 14 * day;

  constructor(options: MessagingOptions) {
    this.service = options.service;
    this.brokers = options.brokers;
    this.topicPrefix = options.topicPrefix;
    this.databaseUrl = options.databaseUrl;
    this.schema = options.schema ?? options.service;
    this.groupId = `switchboard-${options.service}`;
    this.startTopics = options.startTopics ?? [];
    this.concurrency = options.concurrency ?? 16;
    this.tries = options.tries ?? 3;
    this.handlerLimitMs = options.handlerLimitMs ?? 60_000;
    this.relayPollMs = options.relayPollMs ?? 1_000;
    this.relayRestMs = options.relayRestMs ?? 5;
    this.relayAnswerMs = options.relayAnswerMs ?? 10_000;
    this.lateProduceMs = options.lateProduceMs ?? 30_000;
    this.produceTimeoutMs = options.produceTimeoutMs ?? 10_000;
    this.sessionTimeoutMs = options.sessionTimeoutMs ?? 10_000;
    this.fetchRestMs = options.fetchRestMs ?? 5;
    this.stateRoundMs = options.stateRoundMs ?? 30_000;
    this.parkedRefreshMs = options.parkedRefreshMs ?? 1_000;
  }
}
