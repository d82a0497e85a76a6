/** Who may write a topic; `storefronts` are outside. */
export type TopicOwner =
  'identity' | 'team' | 'routing' | 'translation' | 'storefronts' | 'every service' | 'consumer';

/** One Kafka topic. */
export interface TopicDefinition<Owner extends TopicOwner = TopicOwner> {
  /** The name on the wire, without the operator's prefix. */
  readonly name: string;
  /** The only one who writes it. */
  readonly owner: Owner;
  /** Who reads it. */
  readonly consumers: readonly string[];
  /** `compact` topics carry whole states: the newest per key is kept for ever. */
  readonly cleanup: 'compact' | 'delete';
  /** Order is per key, and a key lives in one partition. */
  readonly partitions: number;
  /** How long a record is kept; absent on compacted topics. */
  readonly retentionMs?: number;
  /** The parts of the key, for readers. */
  readonly key: string;
  readonly description: string;
}

const DAY = 86_400_000;

/** Whole states, newest per key kept for ever. */
export const stateTopic = <Owner extends TopicOwner>(
  topic: Omit<TopicDefinition<Owner>, 'cleanup' | 'partitions' | 'retentionMs'>,
): TopicDefinition<Owner> => ({ ...topic, cleanup: 'compact', partitions: 3 });

/** Things that happened, kept a week. */
export const eventTopic = <Owner extends TopicOwner>(
  topic: Omit<TopicDefinition<Owner>, 'cleanup' | 'partitions' | 'retentionMs'> & { retentionMs?: number },
): TopicDefinition<Owner> => ({ cleanup: 'delete', partitions: 6, retentionMs: 7 * DAY, ...topic });

/** Where a consumer of this topic leaves what it could not process, with the reason. */
export const dlqOf = (topic: TopicDefinition): TopicDefinition => ({
  name: `${topic.name}.dlq`,
  owner: 'consumer',
  consumers: ['operators'],
  cleanup: 'delete',
  partitions: topic.partitions,
  retentionMs: 30 * DAY,
  key: topic.key,
  description: `What consumers of ${topic.name} could not process, with the reason. Replayed by an operator.`,
});

/** The topic's settings as Kafka names them. */
export const topicConfig = (topic: TopicDefinition): Record<string, string> =>
  topic.cleanup === 'compact'
    ? { 'cleanup.policy': 'compact' }
    : { 'cleanup.policy': 'delete', 'retention.ms': String(topic.retentionMs ?? 7 * DAY) };
