import type { RedisClient } from '@switchboard/redis';

interface Timer {
  at: number;
  nth: number;
  fire(): void;
}

/** Under this key Redis finds the time of the run; see `virtualTime` in source-edits.ts. */
export const clockKey = 'test-clock';

/**
 * The time of a run: the engine's own timers and what its scripts call the time stand still until a command lets time
 * pass, so that a run does not depend on how fast the machine is. Drivers' timers stay real.
 */
export class VirtualClock {
  private now = 0;
  private nth = 0;
  private readonly timers = new Map<object, Timer>();
  private readonly real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

  constructor(private readonly redis: RedisClient) {}

  install(): void {
    const { real, timers } = this;
    const set = (fire: (...all: unknown[]) => void, delayMs = 0, ...rest: unknown[]) => {
      if (!calledByTheEngine()) return real.setTimeout(() => fire(...rest), delayMs);
      const handle = { unref: () => handle };
      timers.set(handle, { at: this.now + delayMs, nth: this.nth++, fire });
      return handle;
    };
    const clear = (handle: object) => {
      if (!timers.delete(handle)) real.clearTimeout(handle as NodeJS.Timeout);
    };
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
  }

  uninstall(): void {
    Object.assign(globalThis, this.real);
    this.timers.clear();
  }

  /** A new run begins: nothing of the one before fires any more. */
  async reset(): Promise<void> {
    this.timers.clear();
    // Redis's own expiry goes by the real time.
    this.now = Date.now();
    await this.tellRedis();
  }

  /** Redis was emptied: it needs the time again. */
  async tellRedis(): Promise<void> {
    await this.redis.set(clockKey, this.now);
  }

  /** Time until the next timer; undefined when there is none. */
  get untilNext(): number | undefined {
    const next = this.next();
    return next && Math.max(0, next.at - this.now);
  }

  /** Lets time pass; what is due fires, in order. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    for (let timer = this.next(); timer && timer.at <= until; timer = this.next()) {
      this.now = Math.max(this.now, timer.at);
      for (const [handle, known] of this.timers) if (known === timer) this.timers.delete(handle);
      timer.fire();
    }
    this.now = until;
    await this.tellRedis();
  }

  private next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers.values()) {
      if (!first || timer.at < first.at || (timer.at === first.at && timer.nth < first.nth)) first = timer;
    }
    return first;
  }
}

/** Whether the statement that sets the timer stands in the engine. */
function calledByTheEngine(): boolean {
  const caller = new Error().stack?.split('\n')[3] ?? '';
  return caller.includes('/src/assignment/');
}
