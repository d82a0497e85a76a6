import { Injectable, Logger } from '@nestjs/common';
import type { ReceivedRecord } from '../kafka/kafka-port.js';
import { AbandonedError, ConsumerPolicy, type Verdict } from './consumer-policy.js';
import { ConsumerMetrics } from './consumer-metrics.js';
import { DeadLetters } from './dead-letters.js';
import type { EventHandlers } from './event-handlers.js';
import { ParkedKeys } from './parked-keys.js';

/** Finishes one record: processed, sent to the dead letters, or parked behind one of its key. */
@Injectable()
export class EventProcessor {
  private readonly logger = new Logger('Consumer');

  constructor(
    private readonly policy: ConsumerPolicy,
    private readonly parked: ParkedKeys,
    private readonly deadLetters: DeadLetters,
    private readonly metrics: ConsumerMetrics,
  ) {}

  /** True: the record is done with and its offset may be committed. False: it is left to the partition's next holder. */
  async process(record: ReceivedRecord, handlers: EventHandlers, signal: AbortSignal): Promise<boolean> {
    return this.unlessAbandoned(async () => {
      const { topic, key } = record;
      if (key !== null && this.parked.has(topic, key)) {
        await this.policy.insist('parking an event', () => this.parked.append(record, key), signal);
        this.metrics.parkedEvents.inc({ topic });
        this.metrics.consumed.inc({ topic, outcome: 'parked' });
        return;
      }
      const verdict = await this.policy.settle(record, handlers, signal);
      if (verdict.kind === 'invalid') await this.putAside(record, verdict, signal);
      if (verdict.kind === 'poison') await this.park(record, verdict, signal);
      this.metrics.consumed.inc({ topic, outcome: verdict.kind });
    });
  }

  /** Tries the events that wait behind a key, in order, until the line is empty or one fails again. */
  async replay(topic: string, key: string, handlers: EventHandlers, signal: AbortSignal): Promise<void> {
    await this.unlessAbandoned(async () => {
      const insist = <T>(work: () => Promise<T>) => this.policy.insist('releasing a key', work, signal);
      for (;;) {
        const record = await insist(() => this.parked.oldest(topic, key));
        if (!record) {
          await insist(() => this.parked.release(topic, key));
          this.logger.log({ topic }, 'a parked key is released');
          return;
        }
        const verdict = await this.policy.settle(record, handlers, signal);
        if (verdict.kind === 'poison') {
          await insist(() => this.parked.blockAgain(topic, key, verdict.detail));
          this.logger.error(
            { topic, offset: record.offset, why: verdict.detail },
            'a parked event failed again',
          );
          return;
        }
        if (verdict.kind === 'invalid') await this.putAside(record, verdict, signal);
        await insist(() => this.parked.remove(record.seq));
        this.metrics.consumed.inc({ topic, outcome: 'replayed' });
      }
    });
  }

  /** Closes what it writes dead letters with. */
  async stop(): Promise<void> {
    await this.deadLetters.disconnect();
  }

  private async putAside(
    record: ReceivedRecord,
    why: Verdict & { reason: string; detail: string },
    signal: AbortSignal,
  ) {
    const { topic, partition, offset } = record;
    await this.policy.insist('writing a dead letter', () => this.deadLetters.add(record, why, false), signal);
    this.metrics.deadLetters.inc({ topic, reason: why.reason });
    this.logger.warn({ topic, partition, offset, reason: why.reason }, 'an event went to the dead letters');
  }

  /** The dead letter first: a crash in between repeats it, the other way round it would be missing. */
  private async park(
    record: ReceivedRecord,
    why: Verdict & { reason: string; detail: string },
    signal: AbortSignal,
  ) {
    const { topic, partition, offset, key } = record;
    await this.policy.insist('writing a dead letter', () => this.deadLetters.add(record, why, true), signal);
    await this.policy.insist('parking a key', () => this.parked.park(record, key!, why.detail), signal);
    this.metrics.deadLetters.inc({ topic, reason: why.reason });
    this.logger.error(
      { topic, partition, offset, reason: why.reason, why: why.detail },
      'an event cannot be processed: its key is parked until an operator replays it',
    );
  }

  private async unlessAbandoned(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof AbandonedError) return false;
      throw error;
    }
  }
}
