import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';

/** Answered for an item that goes into the next call, ahead of those that wait. */
export const callAgain = Symbol('call again');

/** A failed call, seen by one of its items. */
export interface FailedCall {
  error: unknown;
  /** Failed calls that this item was in, this one included. */
  failures: number;
  /** Other items were in the call: the error may be theirs. */
  shared: boolean;
}

/** `alone`: in a call of its own; `together`: in the same call once more; `reject`: the caller gets the error. */
export type AfterFailure = 'alone' | 'together' | 'reject';

/** How calls are made up. */
export interface BatcherOptions<Item> {
  /** Items of one call (default 128): one transaction must not hold many locks for long. */
  limit?: number;
  /** Pause between two calls unless a full one waits (default 0): fewer and fuller calls; a lone item goes at once. */
  restMs?: number;
  /** Two items of one key never share a call: the second one sees what the first one did. */
  keyOf?(item: Item): string;
  /** Decides per item; default: an item whose call failed is tried once alone. */
  afterFailure?(failed: FailedCall): AfterFailure;
}

interface Entry<Item, Answer> {
  item: Item;
  failures: number;
  alone: boolean;
  resolve(answer: Answer | PromiseLike<Answer>): void;
  reject(error: unknown): void;
}

/** An error of one item must not fail the others. */
const onceAlone = ({ shared }: FailedCall): AfterFailure => (shared ? 'alone' : 'reject');

/**
 * Work whose cost is the call rather than its items. What arrives while a call is in flight goes into the next one: a
 * lone item does not wait, a crowd shares its round trips. One call at a time, items in their order of arrival.
 */
export class Batcher<Item, Answer = void> {
  private waiting: Entry<Item, Answer>[] = [];
  private working = false;

  /**
   * `call` answers one value per item, in their order, or throws and has had no effect. An answer may be a promise: its
   * caller waits for it, the next call does not.
   */
  constructor(
    private readonly call: (
      items: readonly Item[],
    ) => Promise<ReadonlyArray<Answer | PromiseLike<Answer> | typeof callAgain>>,
    private readonly options: BatcherOptions<Item> = {},
  ) {}

  /** Answers when the call that the item went into is over. */
  run(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, failures: 0, alone: false, resolve, reject });
      if (!this.working) void this.work();
    });
  }

  private get limit(): number {
    return this.options.limit ?? 128;
  }

  private async work(): Promise<void> {
    const { restMs = 0 } = this.options;
    this.working = true;
    while (this.waiting.length > 0) {
      // What arrives in this turn of the event loop belongs to the same call.
      await nextTurn();
      await this.callWith(this.takeBatch());
      if (restMs > 0 && this.waiting.length < this.limit) await pause(restMs, undefined, { ref: false });
    }
    this.working = false;
  }

  private takeBatch(): Entry<Item, Answer>[] {
    const { keyOf } = this.options;
    const batch: Entry<Item, Answer>[] = [];
    const rest: Entry<Item, Answer>[] = [];
    const keys = new Set<string>();
    let limit = this.limit;
    let taken = 0;
    for (; taken < this.waiting.length && batch.length < limit; taken += 1) {
      const entry = this.waiting[taken]!;
      const key = keyOf?.(entry.item);
      if ((key !== undefined && keys.has(key)) || (entry.alone && batch.length > 0)) {
        rest.push(entry);
        continue;
      }
      batch.push(entry);
      if (key !== undefined) keys.add(key);
      if (entry.alone) limit = 1;
    }
    this.waiting = [...rest, ...this.waiting.slice(taken)];
    return batch;
  }

  private async callWith(batch: readonly Entry<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.call(batch.map(({ item }) => item));
      this.waiting.unshift(...batch.filter((_, at) => answers[at] === callAgain));
      batch.forEach(({ resolve }, at) => {
        const answer = answers[at];
        if (answer !== callAgain) resolve(answer as Answer);
      });
    } catch (error) {
      this.waiting.unshift(...this.retried(batch, error));
    }
  }

  /** Rejects those that are not tried again. */
  private retried(batch: readonly Entry<Item, Answer>[], error: unknown): Entry<Item, Answer>[] {
    const { afterFailure = onceAlone } = this.options;
    return batch.filter((entry) => {
      entry.failures += 1;
      const then = afterFailure({ error, failures: entry.failures, shared: batch.length > 1 });
      if (then === 'reject') entry.reject(error);
      entry.alone = then === 'alone';
      return then !== 'reject';
    });
  }
}
