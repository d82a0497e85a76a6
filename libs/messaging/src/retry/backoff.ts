import { setTimeout as delay } from 'node:timers/promises';
import { ExponentialBackoff, type IBackoff } from 'cockatiel';

/** Growing, jittered waits between the tries of one thing. */
export class Backoff {
  private current: IBackoff<unknown> | undefined;
  private readonly source: ExponentialBackoff<[number, number]>;

  constructor(initialMs: number, maxMs: number) {
    this.source = new ExponentialBackoff({ initialDelay: initialMs, maxDelay: maxMs });
  }

  /** Waits longer each time; answers early, without throwing, when the signal is aborted. */
  async wait(signal: AbortSignal): Promise<void> {
    this.current = this.current ? this.current.next(undefined) : this.source.next();
    await delay(Math.max(1, this.current.duration), undefined, { signal }).catch(() => undefined);
  }
}
