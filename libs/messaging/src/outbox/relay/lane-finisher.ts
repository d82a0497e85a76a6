import type { Backoff } from '../../retry/backoff.js';
import type { RelayHook } from '../relay-hook.js';
import type { OutboxRow } from './outbox-row.js';

/** What the finisher needs from its lane. */
export interface FinishingLane {
  readonly signal: AbortSignal;
  mark(rows: readonly OutboxRow[]): Promise<void>;
  hookFailed(error: unknown): void;
}

/**
 * The second half of a lane: rows that Kafka has taken go through the hook and are marked, in order.
 * It runs beside the first half, so that a hook whose dependency is away holds back marks, not Kafka.
 */
export class LaneFinisher {
  private readonly waiting: OutboxRow[][] = [];
  private readonly open = new Map<string, OutboxRow>();
  private running: Promise<void> | undefined;

  constructor(
    private readonly lane: FinishingLane,
    private readonly hook: RelayHook | undefined,
    private readonly backoff: () => Backoff,
  ) {}

  /** Sequence numbers that are published but not marked: not to be read again. */
  get unmarked(): string[] {
    return [...this.open.keys()];
  }

  get size(): number {
    return this.open.size;
  }

  add(rows: OutboxRow[]): void {
    for (const row of rows) this.open.set(row.seq, row);
    this.waiting.push(rows);
    this.running ??= this.run().finally(() => (this.running = undefined));
  }

  /** Answers when everything added so far is marked or the lane is lost. */
  async settled(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    for (let rows = this.waiting.shift(); rows && !this.lane.signal.aborted; rows = this.waiting.shift()) {
      await this.finish(rows);
      for (const { seq } of rows) this.open.delete(seq);
    }
  }

  private async finish(rows: OutboxRow[]): Promise<void> {
    const backoff = this.backoff();
    while (!this.lane.signal.aborted) {
      try {
        await this.hook?.beforeMark(rows);
        await this.lane.mark(rows);
        return;
      } catch (error) {
        if (this.lane.signal.aborted) return;
        this.lane.hookFailed(error);
        await backoff.wait(this.lane.signal);
      }
    }
  }
}
