import { dlqOf, topicConfig, topics } from '@switchboard/contracts';
import type { BrokerAdmin } from '../kafka/kafka-port.js';
import { KafkajsConnector } from '../kafka/kafkajs-connector.js';
import { Backoff } from '../retry/backoff.js';

/**
 * Creates every topic of the suite and its dead letters that the broker does not have yet, with their
 * settings, and answers their names. What exists is left as it is: an operator may have given it more
 * partitions. Waits for a broker that is still starting.
 */
export async function ensureTopics(
  brokers: readonly string[],
  prefix = '',
  waitMs = 60_000,
): Promise<string[]> {
  const admin = new KafkajsConnector({ brokers, clientId: 'switchboard-topics', prefix }).admin();
  try {
    return await createMissing(admin, Date.now() + waitMs);
  } finally {
    await admin.disconnect();
  }
}

async function createMissing(admin: BrokerAdmin, deadline: number): Promise<string[]> {
  const backoff = new Backoff(200, 2_000);
  for (;;) {
    try {
      return await admin.createTopics(
        topics
          .flatMap((topic) => [topic, dlqOf(topic)])
          .map((topic) => ({ name: topic.name, partitions: topic.partitions, config: topicConfig(topic) })),
      );
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await backoff.wait(AbortSignal.timeout(Math.max(1, deadline - Date.now())));
    }
  }
}
