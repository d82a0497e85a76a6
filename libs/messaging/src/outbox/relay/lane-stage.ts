import { Backoff } from '../../retry/backoff.js';
import type { OutboxRow } from './outbox-row.js';
import { WakeUp } from './wake-up.js';

/** One thing that is done with every row of a lane. */
export interface StageDuty {
  /** Throws: the same rows come again after a pause, before any others. */
  work(rows: readonly OutboxRow[]): Promise<void>;
  failed(error: unknown): void;
  /** Once a round, before rows are looked for; also while there are none. */
  between?(): Promise<void>;
}

const rowsAtOnce = 500;
/** One produce stays below the broker's message.max.bytes even if all rows fall into one partition. */
const bytesAtOnce = 700_000;
const idleMs = 1_000;

/** Does one duty with rows in their order; what fails is tried again and holds back only this stage. */
export class LaneStage {
  private readonly waiting: OutboxRow[] = [];
  private readonly bell = new WakeUp();
  private stopping = false;
  private lastRows = false;

  constructor(
    private readonly duty: StageDuty,
    private readonly signal: AbortSignal,
  ) {}

  add(rows: readonly OutboxRow[]): void {
    this.waiting.push(...rows);
    this.bell.ring();
  }

  /** Works until the signal is aborted or `stop` is called; never throws. */
  async run(): Promise<void> {
    let backoff = new Backoff(50, 5_000);
    while (!this.stopping && !this.signal.aborted) {
      try {
        await this.duty.between?.();
        const rows = this.next();
        if (rows.length > 0) {
          await this.duty.work(rows);
          this.waiting.splice(0, rows.length);
        } else if (this.lastRows) return;
        else await this.bell.wait(idleMs);
        backoff = new Backoff(50, 5_000);
      } catch (error) {
        if (this.signal.aborted) return;
        this.duty.failed(error);
        await backoff.wait(this.signal);
      }
    }
  }

  /** Ends after what is under way; waiting rows are found again by the next relay. */
  stop(): void {
    this.stopping = true;
    this.bell.ring();
  }

  /** Ends when nothing waits any more. */
  finish(): void {
    this.lastRows = true;
    this.bell.ring();
  }

  private next(): OutboxRow[] {
    let bytes = 0;
    let count = 0;
    for (const row of this.waiting) {
      bytes += row.bytes;
      if (count === rowsAtOnce || (bytes > bytesAtOnce && count > 0)) break;
      count += 1;
    }
    return this.waiting.slice(0, count);
  }
}
