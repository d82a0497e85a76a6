import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  KAFKA_CONNECTOR,
  type Assignment,
  type GroupEvents,
  type GroupMember,
  type KafkaConnector,
  type ReceivedBatch,
  type TopicPosition,
} from '../kafka/kafka-port.js';
import { MessagingSettings } from '../messaging-settings.js';
import { Backoff } from '../retry/backoff.js';
import { errorFacts } from '../retry/error-facts.js';
import { AssignedWork, type WorkHost } from './assigned-work.js';
import { ConsumerHealth } from './consumer-health.js';
import { ConsumerMetrics } from './consumer-metrics.js';
import type { EventHandlers } from './event-handlers.js';
import { EventProcessor } from './event-processor.js';
import { ParkedKeysWatch } from './parked-keys-watch.js';

/** What is running when partitions go has so long to end; the group waits for it. */
const drainLimitMs = 5_000;
/** Not longer than the chassis gives a step of the shutdown. */
const leaveLimitMs = 2_000;

/** This process's place in the service's consumer group, from the first connection to the last commit. */
@Injectable()
export class EventConsumer implements GroupEvents {
  private readonly logger = new Logger('Consumer');
  private readonly stopping = new AbortController();
  private handlers: EventHandlers | undefined;
  private member: GroupMember | undefined;
  private work: AssignedWork | undefined;
  private assignment: Assignment = new Map();
  private committer: NodeJS.Timeout | undefined;
  /** An interval that is over before its commit is must not begin another one. */
  private committing: AssignedWork | undefined;

  constructor(
    private readonly settings: MessagingSettings,
    @Inject(KAFKA_CONNECTOR) private readonly connector: KafkaConnector,
    private readonly processor: EventProcessor,
    private readonly parked: ParkedKeysWatch,
    private readonly health: ConsumerHealth,
    private readonly metrics: ConsumerMetrics,
  ) {}

  /** Begins in the background: a broker that is away holds back readiness, not the process. */
  start(handlers: EventHandlers): void {
    if (handlers.topics.length === 0 || this.handlers) return;
    this.handlers = handlers;
    this.health.connecting();
    this.metrics.lag(() => this.work?.lag() ?? new Map());
    void this.join(handlers.topics);
  }

  /** Stops taking, lets running handlers end, commits, leaves the group. */
  async stop(): Promise<void> {
    if (!this.handlers || this.stopping.signal.aborted) return;
    this.stopping.abort();
    await this.revoking();
    this.health.stopped();
    await within(leaveLimitMs, Promise.all([this.member?.leave(), this.processor.stop()]));
  }

  /** Done and not yet committed counts too. */
  positions(): TopicPosition[] {
    return this.work?.positions() ?? [];
  }

  batch(batch: ReceivedBatch): void {
    this.work?.accept(batch);
  }

  assigned(assignment: Assignment): void {
    if (this.stopping.signal.aborted) return;
    this.assignment = assignment;
    const work = new AssignedWork(this.host());
    this.work = work;
    this.parked.watch(work.signal, (topic, partition) => this.holds(topic, partition), this.releasing(work));
    this.committer = setInterval(() => void this.commit(work), this.settings.commitIntervalMs);
    this.health.running();
    const partitions = Object.fromEntries([...assignment].map(([topic, held]) => [topic, held.length]));
    this.logger.log({ partitions }, 'partitions assigned');
  }

  async revoking(): Promise<void> {
    clearInterval(this.committer);
    const { work } = this;
    this.work = undefined;
    if (!work) return;
    await work.close(drainLimitMs);
    await within(leaveLimitMs, this.commit(work));
  }

  activity(): void {
    this.health.sign();
  }

  rebalancing(): void {
    this.metrics.rebalances.inc();
    this.logger.warn('the group is rebalancing');
  }

  crashed(error: Error): void {
    if (this.stopping.signal.aborted) return;
    this.logger.error({ error: error.message }, 'the consumer has failed for good; the process exits');
    this.health.crashed();
  }

  private async join(topics: readonly string[]): Promise<void> {
    const backoff = new Backoff(200, 5_000);
    while (!this.stopping.signal.aborted) {
      const member = this.connector.member(this.settings.groupId);
      try {
        this.member = member;
        await member.start(topics, this);
        return;
      } catch (error) {
        this.health.sign();
        this.logger.warn(
          { error: (error as Error).message },
          'no place in the consumer group yet; trying again',
        );
        await backoff.wait(this.stopping.signal);
      }
    }
  }

  private host(): WorkHost {
    const { member, handlers } = this;
    return {
      process: async (record, signal) =>
        (await this.parked.loaded(signal)) && this.processor.process(record, handlers!, signal),
      pause: (topic, partition) => {
        this.metrics.pauses.inc();
        member?.pause(topic, partition);
      },
      resume: (topic, partition) => member?.resume(topic, partition),
      failed: (error) =>
        this.logger.error({ ...errorFacts(error) }, 'a record has no outcome; its partition stands'),
    };
  }

  private releasing(work: AssignedWork) {
    return (topic: string, key: string): Promise<void> =>
      new Promise((resolve) => {
        work.signal.addEventListener('abort', () => resolve(), { once: true });
        work.push(topic, key, async () => {
          await this.processor.replay(topic, key, this.handlers!, work.signal);
          resolve();
        });
      });
  }

  private holds(topic: string, partition: number): boolean {
    return this.assignment.get(topic)?.includes(partition) ?? false;
  }

  private async commit(work: AssignedWork): Promise<void> {
    const positions = work.uncommitted();
    if (positions.length === 0 || this.committing === work) return;
    this.committing = work;
    try {
      await this.member?.commit(positions);
      work.markCommitted(positions);
    } catch (error) {
      const why = (error as Error).message;
      this.logger.warn({ error: why }, 'offsets are not committed; they will be with the next');
    } finally {
      this.committing = undefined;
    }
  }
}

async function within(limitMs: number, work: Promise<unknown> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)));
  await Promise.race([work?.catch(() => undefined), late]);
  clearTimeout(timer);
}
