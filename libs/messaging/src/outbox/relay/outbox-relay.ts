import { Injectable, Logger } from '@nestjs/common';
import { MessagingSettings } from '../../messaging-settings.js';
import { Backoff } from '../../retry/backoff.js';
import { errorFacts } from '../../retry/error-facts.js';
import { OutboxSignal } from '../outbox-signal.js';
import { laneCount } from '../outbox-tables.js';
import { NotifyThrottle } from './notify-throttle.js';
import { RelayLane } from './relay-lane.js';
import { RelayParts } from './relay-parts.js';
import { RelaySession } from './relay-session.js';
import { oldestPerLane } from './relay-statements.js';

/** How often free lanes are tried and the net under the wake-ups is drawn in. */
const roundMs = 500;
/** A hook or a broker that is away must not hold up the end of the process. */
const stopLimitMs = 4_000;

/**
 * Carries the outbox to Kafka. Every process runs one; each lane is served by the relay that holds its lock.
 * A lost connection means lost locks: everything is dropped and started again.
 */
@Injectable()
export class OutboxRelay {
  private readonly logger = new Logger(OutboxRelay.name);
  private readonly lanes = new Map<number, { lane: RelayLane; done: Promise<void> }>();
  private readonly stopped = new AbortController();
  private session: RelaySession | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly settings: MessagingSettings,
    private readonly signal: OutboxSignal,
    private readonly parts: RelayParts,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Finishes what is under way, within a limit, and gives the lanes to others. */
  async stop(): Promise<void> {
    this.stopped.abort();
    for (const { lane } of this.lanes.values()) lane.stop();
    const insist = setTimeout(() => void this.session?.close(), stopLimitMs);
    await this.running;
    clearTimeout(insist);
    await this.parts.producer.disconnect();
  }

  private async run(): Promise<void> {
    let backoff = new Backoff(100, 5_000);
    while (!this.stopped.signal.aborted) {
      try {
        await this.oneSession(() => (backoff = new Backoff(100, 5_000)));
      } catch (error) {
        if (this.stopped.signal.aborted) return;
        this.logger.warn(errorFacts(error), 'the relay has no database; trying again');
      }
      await backoff.wait(this.stopped.signal);
    }
  }

  private async oneSession(opened: () => void): Promise<void> {
    const { databaseUrl: url, schema, service, relayAnswerMs: answerMs, relayRestMs: restMs } = this.settings;
    const settings = { url, schema, answerMs, restMs, applicationName: `${service}-relay` };
    const session = await RelaySession.open(settings, (lanes) => this.wake(lanes));
    this.session = session;
    opened();
    const notifier = new NotifyThrottle(session, 5);
    const forget = this.signal.onWake((lanes) => {
      this.wake(lanes);
      if (!this.servesAll(lanes)) notifier.notify(lanes);
    });
    try {
      while (!this.stopped.signal.aborted && !session.signal.aborted) {
        for (const number of await session.acquireLanes()) this.open(number, session);
        await this.look(session);
        await new Backoff(roundMs, roundMs).wait(AbortSignal.any([session.signal, this.stopped.signal]));
      }
    } finally {
      forget();
      // After a query that failed the connection lives on, and so would the lanes, with nothing to wake them.
      for (const { lane } of this.lanes.values()) lane.stop();
      await Promise.all([...this.lanes.values()].map(({ done }) => done));
      this.lanes.clear();
      this.parts.metrics.lanesHeld.set(0);
      notifier.stop();
      await session.close();
    }
  }

  private open(number: number, session: RelaySession): void {
    const { producer, hook, metrics } = this.parts;
    const { service: source, relayPollMs: pollMs, lateProduceMs } = this.settings;
    const lane = new RelayLane(
      number,
      { source, pollMs, lateProduceMs },
      { session, producer, hook, metrics },
    );
    this.lanes.set(number, { lane, done: lane.run() });
    metrics.lanesHeld.set(this.lanes.size);
  }

  private wake(lanes: readonly number[] | undefined): void {
    for (const [number, { lane }] of this.lanes) if (!lanes || lanes.includes(number)) lane.wake();
  }

  private servesAll(lanes: readonly number[] | undefined): boolean {
    return lanes ? lanes.every((lane) => this.lanes.has(lane)) : this.lanes.size === laneCount;
  }

  /** The safety net: rows without a notification. Measures how long the oldest has waited, held lanes or not. */
  private async look(session: RelaySession): Promise<void> {
    const oldest = await session.query<{ lane: number; age: number }>(oldestPerLane, [laneCount]);
    this.parts.metrics.oldestAge.set(Math.max(0, ...oldest.map(({ age }) => age)));
    this.wake(oldest.map(({ lane }) => lane));
  }
}
