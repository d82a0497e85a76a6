import { Inject, Injectable, Logger } from '@nestjs/common';
import { ReadinessRegistry } from '@switchboard/chassis';
import { KAFKA_CONNECTOR, type BrokerAdmin, type KafkaConnector } from '../kafka/kafka-port.js';
import { MessagingSettings } from '../messaging-settings.js';
import { Backoff } from '../retry/backoff.js';
import { EventConsumer } from './event-consumer.js';

interface End {
  topic: string;
  partition: number;
  end: number;
}

/**
 * The start condition: true once the service's group has consumed `startTopics` up to their ends as they
 * stood when this process started, by any member of the group. Without such topics it is true at once.
 */
@Injectable()
export class CaughtUp {
  private readonly logger = new Logger('Consumer');
  private readonly stopping = new AbortController();
  private readonly reachedOnce: Promise<void>;
  private resolve!: () => void;
  private behind: string | undefined = 'the ends of its topics are not known yet';
  private running: Promise<void> | undefined;

  constructor(
    private readonly settings: MessagingSettings,
    @Inject(KAFKA_CONNECTOR) private readonly connector: KafkaConnector,
    private readonly consumer: EventConsumer,
    readiness: ReadinessRegistry,
  ) {
    this.reachedOnce = new Promise((resolve) => (this.resolve = resolve));
    if (settings.startTopics.length === 0) this.done();
    else readiness.add({ name: 'caught_up', check: () => this.behind });
  }

  /** Once true, it stays true for the life of the process. */
  get reached(): boolean {
    return this.behind === undefined;
  }

  /** Answers when it is reached. */
  whenReached(): Promise<void> {
    return this.reachedOnce;
  }

  start(): void {
    if (!this.reached) this.running ??= this.follow();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async follow(): Promise<void> {
    const admin = this.connector.admin();
    try {
      const ends = await this.repeat(() => this.readEnds(admin), new Backoff(200, 5_000));
      this.logger.log(`not ready: consuming ${this.settings.startTopics.join(', ')} up to their ends first`);
      await this.repeat(() => this.compare(admin, ends ?? []), new Backoff(100, 500));
      if (!this.stopping.signal.aborted) this.done();
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }

  private done(): void {
    this.behind = undefined;
    this.resolve();
    if (this.settings.startTopics.length > 0)
      this.logger.log('the start topics are consumed up to their ends');
  }

  private async readEnds(admin: BrokerAdmin): Promise<End[]> {
    const perTopic = await Promise.all(
      this.settings.startTopics.map(async (topic) => {
        const bounds = await admin.topicBounds(topic);
        return bounds
          .filter(({ low, high }) => high > low)
          .map(({ partition, high }) => ({ topic, partition, end: high }));
      }),
    );
    return perTopic.flat();
  }

  /** Answers true when nothing is missing, undefined otherwise. */
  private async compare(admin: BrokerAdmin, ends: readonly End[]): Promise<true | undefined> {
    const own = new Map(this.consumer.positions().map((at) => [`${at.topic}/${at.partition}`, at.offset]));
    const missing = new Map<string, number>();
    for (const topic of this.settings.startTopics) {
      const committed = await admin.committed(this.settings.groupId, topic);
      for (const { partition, end } of ends.filter((entry) => entry.topic === topic)) {
        const at = Math.max(committed.get(partition) ?? 0, own.get(`${topic}/${partition}`) ?? 0);
        if (at < end) missing.set(topic, (missing.get(topic) ?? 0) + end - at);
      }
    }
    if (missing.size === 0) return true;
    this.behind = `behind on ${[...missing].map(([topic, count]) => `${topic} (${count})`).join(', ')}`;
    return undefined;
  }

  private async repeat<T>(work: () => Promise<T | undefined>, backoff: Backoff): Promise<T | undefined> {
    while (!this.stopping.signal.aborted) {
      const answer = await work().catch((error: unknown) => {
        this.logger.warn(
          { error: (error as Error).message },
          'the broker does not tell the ends of topics yet',
        );
        return undefined;
      });
      if (answer !== undefined) return answer;
      await backoff.wait(this.stopping.signal);
    }
    return undefined;
  }
}
