/** What may go into one call. */
export interface SharedCallOptions<Item> {
  /** Two items of one key never share a call: the second one meets what the first one made. */
  keyOf(item: Item): string;
  mostAtOnce: number;
  /** Shares its call with nobody; none if not given. */
  isAlone?(item: Item): boolean;
  /** Makes the call; it answers its items itself and never rejects. */
  call(batch: Item[]): Promise<void>;
}

/**
 * Whatever arrives while a call is in flight goes into the next one: no timer, so a lone item waits for nobody and a
 * crowd shares one call.
 */
export class SharedCalls<Item> {
  private waiting: Item[] = [];
  private inFlight = false;

  constructor(private readonly options: SharedCallOptions<Item>) {}

  add(item: Item): void {
    this.waiting.push(item);
    this.pump();
  }

  /** Once more, before whoever waits; from within a call. */
  again(...items: Item[]): void {
    this.waiting.unshift(...items);
  }

  private pump(): void {
    if (this.inFlight || this.waiting.length === 0) return;
    this.inFlight = true;
    // Whoever arrives in this turn of the event loop belongs to the same call.
    setImmediate(() => {
      void this.options.call(this.takeBatch()).finally(() => {
        this.inFlight = false;
        this.pump();
      });
    });
  }

  private takeBatch(): Item[] {
    const { keyOf, mostAtOnce, isAlone = () => false } = this.options;
    const batch = new Map<string, Item>();
    const rest: Item[] = [];
    let closed = false;
    for (const item of this.waiting) {
      const key = keyOf(item);
      if (closed || batch.has(key) || batch.size >= (isAlone(item) ? 1 : mostAtOnce)) {
        rest.push(item);
      } else {
        batch.set(key, item);
        closed = isAlone(item);
      }
    }
    this.waiting = rest;
    return [...batch.values()];
  }
}
