import { until } from './until.js';

/** Remembers what a handler was given, so that a test waits for the call and not for time. */
export class HandlerSpy<T> {
  readonly calls: T[] = [];

  /** The handler itself; give it to whatever calls back. */
  readonly handle = (value: T): void => {
    this.calls.push(value);
  };

  /** Waits for the first call that matches and answers it. */
  async waitFor(matches: (value: T) => boolean, timeoutMs = 10_000): Promise<T> {
    return until(() => this.calls.find(matches), {
      timeoutMs,
      describe: 'the expected handler call',
    }) as Promise<T>;
  }

  /** Waits until at least `count` calls came. */
  async waitForCount(count: number, timeoutMs = 10_000): Promise<T[]> {
    await until(() => this.calls.length >= count, { timeoutMs, describe: `${count} handler calls` });
    return this.calls;
  }
}
