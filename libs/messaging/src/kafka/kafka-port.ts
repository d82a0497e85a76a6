/** A record as it comes from a topic. */
export interface ReceivedRecord {
  /** Without the operator's prefix. */
  topic: string;
  partition: number;
  offset: number;
  /** Null where the producer gave none. */
  key: string | null;
  /** Header values as text; of a repeated header the first. */
  headers: Record<string, string>;
  value: Buffer | null;
}

/** A record to be produced. */
export interface RecordToSend {
  /** Without the operator's prefix. */
  topic: string;
  key: string | null;
  headers: Record<string, string>;
  value: Buffer | string | null;
}

/** The produce did not end in time: the broker may have taken it, or may take it yet. */
export class ProduceTimeout extends Error {}

/** Sends records; acknowledged by all in-sync replicas before it answers. */
export interface RecordProducer {
  /** Throws ProduceTimeout or the broker's error; then nothing, some or all of it may have been taken. */
  send(records: readonly RecordToSend[]): Promise<void>;
  /** Opens the connection; retried by `send` too. */
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

/** A run of records of one partition, in order. */
export interface ReceivedBatch {
  topic: string;
  partition: number;
  records: readonly ReceivedRecord[];
  /** First offset after the batch, control records and gaps included. */
  nextOffset: number;
  /** The partition's end as the broker gave it with the batch. */
  highWatermark: number;
}

/** The partitions of each topic that this member holds. */
export type Assignment = ReadonlyMap<string, readonly number[]>;

/** Callbacks of a group member. None of these may throw. */
export interface GroupEvents {
  /** Takes the batch over at once; fetching continues. */
  batch(batch: ReceivedBatch): void;
  /** The partitions are this member's now. */
  assigned(assignment: Assignment): void;
  /** All partitions are about to go: finish what runs and commit. The group waits for it, for a bounded time. */
  revoking(): Promise<void>;
  /** Any sign of life: a fetch, a heartbeat, a try to reconnect. */
  activity(): void;
  rebalancing(): void;
  /** It has failed for good and will not retry. */
  crashed(error: Error): void;
}

/** A position in a topic. */
export interface TopicPosition {
  topic: string;
  partition: number;
  /** The next offset to read: everything before it is done. */
  offset: number;
}

/** One member of a consumer group. */
export interface GroupMember {
  start(topics: readonly string[], events: GroupEvents): Promise<void>;
  commit(positions: readonly TopicPosition[]): Promise<void>;
  pause(topic: string, partition: number): void;
  resume(topic: string, partition: number): void;
  /** Goes on from that offset instead; for a partition that it holds. */
  seek(topic: string, partition: number, offset: number): void;
  /** Stops fetching; the member keeps its place in the group until `leave`. */
  leave(): Promise<void>;
}

/** First and next offset of a partition. */
export interface PartitionBounds {
  partition: number;
  low: number;
  high: number;
}

/** Questions to the broker. */
export interface BrokerAdmin {
  /** Topics that exist, without the prefix; others' topics aside. */
  topicNames(): Promise<Set<string>>;
  topicBounds(topic: string): Promise<PartitionBounds[]>;
  /** What the group has committed per partition; absent where it never did. */
  committed(groupId: string, topic: string): Promise<Map<number, number>>;
  createTopics(topics: readonly TopicToCreate[]): Promise<string[]>;
  /** Forgets a group that has no members. */
  deleteGroup(groupId: string): Promise<void>;
  disconnect(): Promise<void>;
}

/** A topic with its settings; only what is missing is created, nothing is changed. */
export interface TopicToCreate {
  name: string;
  partitions: number;
  config: Record<string, string>;
}

/** Token of the connector. */
export const KAFKA_CONNECTOR = Symbol('KafkaConnector');

/** How messaging reaches Kafka; one implementation, on kafkajs, and doubles in tests. */
export interface KafkaConnector {
  producer(): RecordProducer;
  member(groupId: string): GroupMember;
  admin(): BrokerAdmin;
}
