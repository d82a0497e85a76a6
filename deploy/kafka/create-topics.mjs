import { dlqOf, topicConfig, topics } from '@switchboard/contracts';
import { Kafka, logLevel } from 'kafkajs';

/**
 * Creates the topics that are missing, dead letters included, with the settings of libs/contracts.
 * @param {{ brokers: string, prefix?: string }} options
 * @returns {Promise<string[]>} the created ones
 */
export async function createTopics({ brokers, prefix = '' }) {
  const kafka = new Kafka({
    clientId: 'create-topics',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin({ retry: { retries: 12, initialRetryTime: 200, maxRetryTime: 2_000 } });
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = topics
      .flatMap((topic) => [topic, dlqOf(topic)])
      .map((topic) => ({
        topic: prefix + topic.name,
        numPartitions: topic.partitions,
        configEntries: Object.entries(topicConfig(topic)).map(([name, value]) => ({ name, value })),
      }))
      .filter(({ topic }) => !existing.has(topic));
    if (missing.length > 0) await admin.createTopics({ topics: missing, waitForLeaders: true });
    return missing.map(({ topic }) => topic);
  } finally {
    await admin.disconnect();
  }
}
