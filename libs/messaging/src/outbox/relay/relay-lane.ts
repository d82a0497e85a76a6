import { Logger } from '@nestjs/common';
import type { RecordProducer } from '../../kafka/kafka-port.js';
import { Backoff } from '../../retry/backoff.js';
import { errorFacts } from '../../retry/error-facts.js';
import type { RelayHook } from '../relay-hook.js';
import { LaneStage } from './lane-stage.js';
import { OpenRows } from './open-rows.js';
import { OutboxRow } from './outbox-row.js';
import type { RelayMetrics } from './relay-metrics.js';
import { rowsAtOnce, type RelaySession } from './relay-session.js';
import { StateRepeater, type RepeaterSettings } from './state-repeater.js';
import { WakeUp } from './wake-up.js';

/** Limits of one lane. */
export interface LaneSettings extends RepeaterSettings {
  /** How long it sleeps without being woken. */
  pollMs: number;
}

/** What a lane works with. */
export interface LaneParts {
  session: RelaySession;
  producer: RecordProducer;
  hook: RelayHook | undefined;
  metrics: RelayMetrics;
}

/** What a lane may hold while Kafka or the hook is away; beyond it waits in the database alone. */
const openLimit = { rows: 20_000, bytes: 32 * 1024 * 1024 };

/**
 * One lane of the outbox while this process holds its lock. Rows are read in their order and go through two
 * stages side by side: Kafka, and the hook if there is one. A row is marked when it is through both. Whichever
 * is away holds back marks, not the other one.
 */
export class RelayLane {
  private readonly logger = new Logger('OutboxRelay');
  private readonly wakeUp = new WakeUp();
  private readonly open = new OpenRows();
  private readonly states: StateRepeater;
  private readonly produce: LaneStage;
  private readonly follow: LaneStage | undefined;
  private readonly markings: LaneStage;
  private stopping = false;
  private full = false;

  constructor(
    private readonly number: number,
    private readonly settings: LaneSettings,
    private readonly parts: LaneParts,
  ) {
    const { session, producer, hook } = parts;
    this.states = new StateRepeater(number, session, producer, settings);
    this.produce = this.stage('Kafka does not take events', {
      work: (rows) => this.publish(rows),
      between: () => this.states.repeatDue(() => this.open.produced),
    });
    this.follow =
      hook && this.stage('events wait for their hook', { work: (rows) => this.runHook(hook, rows) });
    this.markings = this.stage('published events could not be marked', { work: (rows) => this.mark(rows) });
  }

  wake(): void {
    this.wakeUp.ring();
  }

  /** Works until the lock is lost or `stop` is called; never throws. */
  async run(): Promise<void> {
    this.parts.session.signal.addEventListener('abort', () => this.stop(), { once: true });
    await this.insist('the relay could not take over', () => this.states.afterTakeover());
    const stages = [this.produce, ...(this.follow ? [this.follow] : [])].map((stage) => stage.run());
    const markings = this.markings.run();
    while (!this.ending) {
      const read = await this.insist('the outbox could not be read', () => this.read());
      if (!read && !this.ending) await this.wakeUp.wait(this.settings.pollMs);
    }
    this.stop();
    await Promise.all(stages);
    this.markings.finish();
    await markings;
  }

  /** Finishes what is under way; `run` ends soon after. */
  stop(): void {
    this.stopping = true;
    this.wake();
    this.produce.stop();
    this.follow?.stop();
  }

  private get ending(): boolean {
    return this.stopping || this.parts.session.signal.aborted;
  }

  private stage(
    trouble: string,
    duty: Omit<ConstructorParameters<typeof LaneStage>[0], 'failed'>,
  ): LaneStage {
    const failed = (error: unknown) => this.trouble(trouble, error);
    return new LaneStage({ ...duty, failed }, this.parts.session.signal);
  }

  /** Answers true when there may be more. */
  private async read(): Promise<boolean> {
    this.full = this.open.size >= openLimit.rows || this.open.bytes >= openLimit.bytes;
    if (this.full) return false;
    const found = await this.parts.session.read(this.number, this.open.numbers);
    const rows = found.map((columns) => new OutboxRow(columns, this.settings.source));
    this.open.add(rows, this.follow ? 2 : 1);
    this.produce.add(rows);
    this.follow?.add(rows);
    return rows.length === rowsAtOnce;
  }

  private async publish(rows: readonly OutboxRow[]): Promise<void> {
    try {
      await this.parts.producer.send(rows.map((row) => row.toRecord()));
    } catch (error) {
      await this.states.outcomeUnknown(rows);
      throw error;
    }
    this.parts.metrics.published(rows);
    this.markings.add(this.open.passed(rows, true));
  }

  private async runHook(hook: RelayHook, rows: readonly OutboxRow[]): Promise<void> {
    try {
      await hook.beforeMark(rows);
    } catch (error) {
      this.parts.metrics.hookFailures.inc();
      throw error;
    }
    this.markings.add(this.open.passed(rows, false));
  }

  private async mark(rows: readonly OutboxRow[]): Promise<void> {
    await this.parts.session.mark(
      this.number,
      rows.map(({ seq }) => seq),
    );
    this.open.marked(rows);
    if (this.full) this.wake();
  }

  private async insist<T>(trouble: string, work: () => Promise<T>): Promise<T | undefined> {
    const backoff = new Backoff(50, 5_000);
    while (!this.ending) {
      try {
        return await work();
      } catch (error) {
        if (this.ending) return undefined;
        this.trouble(trouble, error);
        await backoff.wait(this.parts.session.signal);
      }
    }
    return undefined;
  }

  private trouble(trouble: string, error: unknown): void {
    this.logger.warn({ ...errorFacts(error), lane: this.number }, `${trouble}; trying again`);
  }
}
