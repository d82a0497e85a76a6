import kafkajs, {
  type Batch,
  type Consumer,
  type EachBatchPayload,
  type IHeaders,
  type Kafka,
  type PartitionAssigner,
} from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';
import type { GroupEvents, GroupMember, ReceivedBatch, ReceivedRecord, TopicPosition } from './kafka-port.js';
import { gatedRoundRobin } from './rebalance-gate.js';
import { StaleFetches } from './stale-fetches.js';

/** Where a fetch waits for news at most; also how soon a resumed partition is read again. */
const maxWaitMs = 250;
/** Batches of one fetch that are handed over before the rest after it; those beyond come that much later. */
const handedAtOnce = 32;

/**
 * A group member on kafkajs. Batches are handed over and not waited for: kafkajs fetches from all
 * partitions in one loop, so a handler inside it would stop its neighbours and the heartbeats.
 */
export class KafkajsMember implements GroupMember {
  private consumer: Consumer | undefined;
  private events: GroupEvents | undefined;
  private readonly stale = new StaleFetches();
  private starting: Promise<void> | undefined;
  private left = false;

  constructor(
    private readonly client: Kafka,
    private readonly prefix: string,
    private readonly groupId: string,
    private readonly sessionTimeoutMs: number,
    /** After a fetch that brought something the next one waits so long: what comes meanwhile comes with it. */
    private readonly fetchRestMs: number,
  ) {}

  async start(topics: readonly string[], events: GroupEvents): Promise<void> {
    this.events = events;
    const consumer = this.client.consumer({
      groupId: this.groupId,
      sessionTimeout: this.sessionTimeoutMs,
      heartbeatInterval: Math.floor(this.sessionTimeoutMs / 5),
      rebalanceTimeout: this.sessionTimeoutMs * 2,
      partitionAssigners: [gatedRoundRobin(() => this.beforeJoin()) as PartitionAssigner],
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: maxWaitMs,
      maxBytesPerPartition: 256 * 1024,
      maxBytes: 4 * 1024 * 1024,
      metadataMaxAge: 60_000,
      retry: { restartOnFailure: async () => !this.left },
    });
    this.consumer = consumer;
    this.listen(consumer, events);
    this.starting = this.begin(consumer, topics);
    await this.starting;
  }

  async commit(positions: readonly TopicPosition[]): Promise<void> {
    if (positions.length === 0) return;
    await this.consumer?.commitOffsets(
      positions.map(({ topic, partition, offset }) => ({
        topic: this.prefix + topic,
        partition,
        offset: String(offset),
      })),
    );
  }

  pause(topic: string, partition: number): void {
    this.consumer?.pause([{ topic: this.prefix + topic, partitions: [partition] }]);
  }

  resume(topic: string, partition: number): void {
    this.consumer?.resume([{ topic: this.prefix + topic, partitions: [partition] }]);
  }

  seek(topic: string, partition: number, offset: number): void {
    this.consumer?.seek({ topic: this.prefix + topic, partition, offset: String(offset) });
  }

  /** Also while it is still joining: kafkajs would go on with that behind a consumer that was stopped. */
  async leave(): Promise<void> {
    const { consumer } = this;
    this.left = true;
    this.consumer = undefined;
    await consumer?.disconnect();
    await this.starting?.catch(() => undefined);
  }

  private async begin(consumer: Consumer, topics: readonly string[]): Promise<void> {
    try {
      await consumer.connect();
      this.mustStay();
      await consumer.subscribe({ topics: topics.map((topic) => this.prefix + topic), fromBeginning: true });
      this.mustStay();
      await consumer.run({
        autoCommit: false,
        partitionsConsumedConcurrently: handedAtOnce,
        eachBatch: async (payload) => {
          this.take(payload);
          await pause(this.fetchRestMs);
        },
      });
    } catch (error) {
      this.consumer = undefined;
      await consumer.disconnect().catch(() => undefined);
      throw error;
    }
  }

  private listen(consumer: Consumer, events: GroupEvents): void {
    const { events: names } = consumer;
    for (const name of [names.FETCH, names.HEARTBEAT, names.CONNECT, names.REQUEST_TIMEOUT] as const) {
      consumer.on(name, () => events.activity());
    }
    consumer.on(names.FETCH_START, ({ payload }) => {
      this.stale.fetching(payload.nodeId);
      events.activity();
    });
    consumer.on(names.REBALANCING, () => events.rebalancing());
    consumer.on(names.GROUP_JOIN, ({ payload }) => {
      this.stale.joined();
      const assignment = Object.entries(payload.memberAssignment);
      events.assigned(new Map(assignment.map(([topic, partitions]) => [this.unprefixed(topic), partitions])));
    });
    consumer.on(names.CRASH, ({ payload }) => {
      events.activity();
      if (!payload.restart) events.crashed(payload.error);
    });
  }

  private async beforeJoin(): Promise<void> {
    await this.events?.revoking();
    this.mustStay();
  }

  private mustStay(): void {
    if (this.left) throw new kafkajs.KafkaJSNonRetriableError('this member has left its group');
  }

  /** Throwing makes kafkajs fetch again from the right place. */
  private take({ batch }: EachBatchPayload): void {
    if (this.stale.any()) throw new Error('fetched before the last rebalance; fetching again');
    this.events?.batch(this.toReceived(batch));
  }

  private toReceived(batch: Batch): ReceivedBatch {
    const topic = this.unprefixed(batch.topic);
    const records = batch.messages.map(({ offset, key, headers, value }): ReceivedRecord => ({
      topic,
      partition: batch.partition,
      offset: Number(offset),
      key: key === null || key === undefined ? null : key.toString('utf8'),
      headers: asTexts(headers),
      value,
    }));
    return {
      topic,
      partition: batch.partition,
      records,
      nextOffset: Number(batch.lastOffset()) + 1,
      highWatermark: Number(batch.highWatermark),
    };
  }

  private unprefixed(topic: string): string {
    return topic.slice(this.prefix.length);
  }
}

function asTexts(headers: IHeaders = {}): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name of Object.keys(headers)) texts[name] = asText(headers[name]);
  return texts;
}

function asText(held: Buffer | string | Array<Buffer | string> | undefined): string {
  const first = Array.isArray(held) ? held[0] : held;
  return first === undefined ? '' : first.toString();
}
