/** One Kafka topic of SPEC section 8. */
export interface TopicDefinition {
  /** The name on the wire, without the operator's prefix. */
  readonly name: string;
  /** The only service that writes it; `storefronts` are outside. */
  readonly owner:
    'identity' | 'team' | 'routing' | 'translation' | 'storefronts' | 'every service' | 'consumer';
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
export const stateTopic = (
  topic: Omit<TopicDefinition, 'cleanup' | 'partitions' | 'retentionMs'>,
): TopicDefinition => ({ ...topic, cleanup: 'compact', partitions: 3 });

/** Things that happened, kept a week. */
export const eventTopic = (
  topic: Omit<TopicDefinition, 'cleanup' | 'partitions' | 'retentionMs'> & { retentionMs?: number },
): TopicDefinition => ({ cleanup: 'delete', partitions: 6, retentionMs: 7 * DAY, ...topic });

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
