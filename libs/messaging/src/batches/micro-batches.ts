import { setTimeout as pause } from 'node:timers/promises';
import { isTransient } from '../consumer/consumer-errors.js';

interface Waiting<Item, Answer> {
  item: Item;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/** How much one call takes, and how close the next may follow. */
export interface BatchLimits {
  /** Items of one call (default 128). */
  items?: number;
  /** Between two calls, unless a whole one waits (default 0): fewer and fuller ones; a lone item goes at once. */
  restMs?: number;
}

/** Enough to spread a call's round trips over; not so many that one transaction holds many locks for long. */
const usualLimit = 128;

/**
 * Work whose cost is a call and hardly what is in it. Whatever comes while one call is in flight goes into the
 * next one: a lone item waits for nobody and a crowd shares its round trips. One call at a time, items
 * in the order of their coming. An item that cannot be done does not take its neighbours with it: after a failure
 * that is the items' own each is done by itself.
 */
export class MicroBatches<Item, Answer = void> {
  private waiting: Array<Waiting<Item, Answer>> = [];
  private readonly limit: number;
  private readonly restMs: number;
  private working = false;

  /** `work` answers as many as it is given, in their order, or throws and has had no effect. */
  constructor(
    private readonly work: (items: readonly Item[]) => Promise<readonly Answer[]>,
    { items = usualLimit, restMs = 0 }: BatchLimits = {},
  ) {
    this.limit = items;
    this.restMs = restMs;
  }

  /** Answers when the call that the item went into is over. */
  run(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.working) return;
      this.working = true;
      // Whoever comes in this turn of the event loop belongs to the same call.
      setImmediate(() => void this.workOff());
    });
  }

  private async workOff(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, this.limit);
      this.waiting = this.waiting.slice(this.limit);
      await this.together(batch);
      if (this.restMs > 0 && this.waiting.length < this.limit)
        await pause(this.restMs, undefined, { ref: false });
    }
    this.working = false;
  }

  private async together(batch: ReadonlyArray<Waiting<Item, Answer>>): Promise<void> {
    try {
      const answers = await this.work(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, at) => resolve(answers[at]!));
    } catch (error) {
      // What is away is away for each of them: whoever waits decides when to try again.
      if (batch.length === 1 || isTransient(error)) for (const { reject } of batch) reject(error);
      else for (const one of batch) await this.together([one]);
    }
  }
}
