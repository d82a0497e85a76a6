import type { RelaySession } from './relay-session.js';

/**
 * Tells other processes' relays of new rows: at once, but at most once per interval. Never inside a
 * business transaction: NOTIFY makes all commits of a database wait for each other.
 */
export class NotifyThrottle {
  private timer: NodeJS.Timeout | undefined;
  private readonly pending = new Set<number>();
  private any = false;

  constructor(
    private readonly session: Pick<RelaySession, 'notify' | 'signal'>,
    private readonly intervalMs: number,
  ) {}

  /** Notifications lost with the connection are covered by the relay's timer. */
  notify(lanes: readonly number[] | undefined): void {
    if (lanes) for (const lane of lanes) this.pending.add(lane);
    else this.any = true;
    if (!this.timer) this.send();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private send(): void {
    this.timer = undefined;
    if (this.session.signal.aborted || (!this.any && this.pending.size === 0)) return;
    const lanes = this.any ? undefined : [...this.pending];
    this.pending.clear();
    this.any = false;
    this.session.notify(lanes).catch(() => undefined);
    this.timer = setTimeout(() => this.send(), this.intervalMs);
  }
}
