import { isTransient } from '../consumer/consumer-errors.js';

interface Waiting<Item, Answer> {
  item: Item;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/** Enough to spread a call's round trips over; not so many that one transaction holds many locks for long. */
const usualLimit = 128;

/**
 * Work whose cost is a call and hardly what is in it. Whatever comes while one call is in flight goes into the
 * next one: no timer, so a lone item waits for nobody and a crowd shares its round trips. One call at a time, items
 * in the order of their coming. An item that cannot be done does not take its neighbours with it: after a failure
 * that is the items' own each is done by itself.
 */
export class MicroBatches<Item, Answer = void> {
  private waiting: Array<Waiting<Item, Answer>> = [];
  private working = false;

  /** `work` answers as many as it is given, in their order, or throws and has had no effect. */
  constructor(
    private readonly work: (items: readonly Item[]) => Promise<readonly Answer[]>,
    private readonly limit = usualLimit,
  ) {}

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
