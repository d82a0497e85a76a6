import { dlqOf, topicConfig, topics } from '@switchboard/contracts';
import { KafkajsConnector } from '../kafka/kafkajs-connector.js';

/**
 * Creates every topic of the suite and its dead letters that the broker does not have yet, with their
 * settings, and answers their names. What exists is left as it is: an operator may have given it more partitions.
 */
export async function ensureTopics(brokers: readonly string[], prefix = ''): Promise<string[]> {
  const admin = new KafkajsConnector({ brokers, clientId: 'switchboard-topics', prefix }).admin();
  try {
    return await admin.createTopics(
      topics
        .flatMap((topic) => [topic, dlqOf(topic)])
        .map((topic) => ({ name: topic.name, partitions: topic.partitions, config: topicConfig(topic) })),
    );
  } finally {
    await admin.disconnect();
  }
}
