import type { Admin, Kafka } from 'kafkajs';
import { Backoff } from '../retry/backoff.js';
import type { BrokerAdmin, PartitionBounds, TopicToCreate } from './kafka-port.js';

/** How long a new topic may take to have a leader for every partition. */
const leaderLimitMs = 15_000;

/** Questions to the broker over one connection, opened at the first of them. */
export class KafkajsAdmin implements BrokerAdmin {
  private connected: Promise<Admin> | undefined;

  constructor(
    private readonly client: Kafka,
    private readonly prefix: string,
  ) {}

  async topicNames(): Promise<Set<string>> {
    const names = await (await this.admin()).listTopics();
    const own = names.filter((name) => name.startsWith(this.prefix));
    return new Set(own.map((name) => name.slice(this.prefix.length)));
  }

  async topicBounds(topic: string): Promise<PartitionBounds[]> {
    const admin = await this.admin();
    const offsets = await admin.fetchTopicOffsets(this.prefix + topic);
    return offsets.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }));
  }

  async committed(groupId: string, topic: string): Promise<Map<number, number>> {
    const admin = await this.admin();
    const [answer] = await admin.fetchOffsets({
      groupId: this.prefix + groupId,
      topics: [this.prefix + topic],
    });
    const known = (answer?.partitions ?? []).filter(({ offset }) => Number(offset) >= 0);
    return new Map(known.map(({ partition, offset }) => [partition, Number(offset)]));
  }

  async createTopics(topics: readonly TopicToCreate[]): Promise<string[]> {
    const admin = await this.admin();
    const existing = await this.topicNames();
    const missing = topics.filter(({ name }) => !existing.has(name));
    if (missing.length === 0) return [];
    await admin.createTopics({
      // kafkajs' own waiting fails on a broker that does not know the new topic yet.
      waitForLeaders: false,
      topics: missing.map(({ name, partitions, config }) => ({
        topic: this.prefix + name,
        numPartitions: partitions,
        configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
      })),
    });
    await this.untilLed(admin, missing);
    return missing.map(({ name }) => name);
  }

  private async untilLed(admin: Admin, topics: readonly TopicToCreate[]): Promise<void> {
    const backoff = new Backoff(20, 500);
    const deadline = AbortSignal.timeout(leaderLimitMs);
    for (;;) {
      try {
        const answer = await admin.fetchTopicMetadata({
          topics: topics.map(({ name }) => this.prefix + name),
        });
        if (answer.topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0))) return;
      } catch (error) {
        if (deadline.aborted) throw error;
      }
      if (deadline.aborted) throw new Error('the new topics have no leaders yet');
      await backoff.wait(deadline);
    }
  }

  async deleteGroup(groupId: string): Promise<void> {
    await (await this.admin()).deleteGroups([this.prefix + groupId]);
  }

  async disconnect(): Promise<void> {
    const admin = await this.connected?.catch(() => undefined);
    this.connected = undefined;
    await admin?.disconnect();
  }

  private admin(): Promise<Admin> {
    this.connected ??= this.open().catch((error: unknown) => {
      this.connected = undefined;
      throw error;
    });
    return this.connected;
  }

  private async open(): Promise<Admin> {
    const admin = this.client.admin();
    await admin.connect();
    return admin;
  }
}
