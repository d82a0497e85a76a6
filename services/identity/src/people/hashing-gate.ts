import { availableParallelism } from 'node:os';

/** The gate is full: a new caller would wait longer than is acceptable for a sign-in. */
export class HashingOverload extends Error {}

/**
 * Runs as many hashes at once as there are cores, and queues a limited number. Hashing passwords is the cheapest way
 * to knock the service over: what does not fit is refused at once instead of starving everything else.
 */
export class HashingGate {
  private running = 0;
  private readonly waiting: Array<() => void> = [];

  constructor(
    private readonly width = Math.max(1, availableParallelism()),
    private readonly queueLimit = 64,
  ) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.width) {
      if (this.waiting.length >= this.queueLimit) throw new HashingOverload();
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running += 1;
    }
    try {
      return await work();
    } finally {
      // The slot goes straight to the caller who waits longest: a new one cannot overtake.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
