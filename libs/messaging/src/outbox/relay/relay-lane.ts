import { Logger } from '@nestjs/common';
import type { RecordProducer } from '../../kafka/kafka-port.js';
import { Backoff } from '../../retry/backoff.js';
import { errorFacts } from '../../retry/error-facts.js';
import type { RelayHook } from '../relay-hook.js';
import { LaneFinisher, type FinishingLane } from './lane-finisher.js';
import { OutboxRow, type OutboxColumns } from './outbox-row.js';
import type { RelayMetrics } from './relay-metrics.js';
import type { RelaySession } from './relay-session.js';
import { mark, nextRows } from './relay-statements.js';
import { StateRepeater } from './state-repeater.js';
import { WakeUp } from './wake-up.js';

/** Limits of one lane. */
export interface LaneSettings {
  source: string;
  /** How long it sleeps without being woken. */
  pollMs: number;
  /** For how long a produce whose outcome is unknown may still arrive. */
  lateProduceMs: number;
}

/** What a lane works with. */
export interface LaneParts {
  session: RelaySession;
  producer: RecordProducer;
  hook: RelayHook | undefined;
  metrics: RelayMetrics;
}

const rowsAtOnce = 500;
/** One produce stays below the broker's message.max.bytes even if all rows fall into one partition. */
const bytesAtOnce = 700_000;
/** Published rows that may wait for hooks before the lane waits too. */
const unmarkedLimit = 5_000;

/** One lane of the outbox while this process holds its lock: reads, produces, hands over to be marked. */
export class RelayLane implements FinishingLane {
  private readonly logger = new Logger('OutboxRelay');
  private readonly wakeUp = new WakeUp();
  private readonly finisher: LaneFinisher;
  private readonly states: StateRepeater;
  private stopping = false;

  constructor(
    readonly number: number,
    private readonly settings: LaneSettings,
    private readonly parts: LaneParts,
  ) {
    this.finisher = new LaneFinisher(this, parts.hook, () => new Backoff(50, 2_000));
    this.states = new StateRepeater(number, parts.session, parts.producer, settings);
  }

  get signal(): AbortSignal {
    return this.parts.session.signal;
  }

  wake(): void {
    this.wakeUp.ring();
  }

  /** Works until the lock is lost or `stop` is called; never throws. */
  async run(): Promise<void> {
    const backoff = { current: new Backoff(50, 5_000) };
    await this.untilDone(() => this.states.afterTakeover());
    while (!this.stopping && !this.signal.aborted) {
      try {
        await this.states.repeatDue(this.finisher.unmarked);
        const rows = this.finisher.size < unmarkedLimit ? await this.next() : [];
        if (rows.length === 0) await this.wakeUp.wait(this.settings.pollMs);
        else await this.publish(rows);
        backoff.current = new Backoff(50, 5_000);
      } catch (error) {
        if (this.signal.aborted) break;
        this.logger.warn(
          { ...errorFacts(error), lane: this.number },
          'the outbox could not be published; trying again',
        );
        await backoff.current.wait(this.signal);
      }
    }
    await this.finisher.settled();
  }

  /** Finishes what is under way; `run` ends soon after. */
  stop(): void {
    this.stopping = true;
    this.wake();
  }

  async mark(rows: readonly OutboxRow[]): Promise<void> {
    await this.parts.session.query(mark, [this.number, rows.map(({ seq }) => seq)]);
  }

  hookFailed(error: unknown): void {
    this.parts.metrics.hookFailures.inc();
    this.logger.warn(
      { ...errorFacts(error), lane: this.number },
      'published events wait for their hook; trying again',
    );
  }

  private async next(): Promise<OutboxRow[]> {
    const { session } = this.parts;
    const found = await session.query<OutboxColumns>(nextRows, [
      this.number,
      this.finisher.unmarked,
      rowsAtOnce,
    ]);
    const rows: OutboxRow[] = [];
    let bytes = 0;
    for (const columns of found) {
      const row = new OutboxRow(columns, this.settings.source);
      bytes += row.bytes;
      if (bytes > bytesAtOnce && rows.length > 0) break;
      rows.push(row);
    }
    return rows;
  }

  private async publish(rows: OutboxRow[]): Promise<void> {
    try {
      await this.parts.producer.send(rows.map((row) => row.toRecord()));
    } catch (error) {
      await this.states.outcomeUnknown(rows);
      throw error;
    }
    this.parts.metrics.published(rows);
    this.finisher.add(rows);
  }

  private async untilDone(work: () => Promise<void>): Promise<void> {
    const backoff = new Backoff(50, 2_000);
    while (!this.stopping && !this.signal.aborted) {
      try {
        await work();
        return;
      } catch (error) {
        this.logger.warn({ ...errorFacts(error), lane: this.number }, 'the relay could not take over yet');
        await backoff.wait(this.signal);
      }
    }
  }
}
