/** A fixed number of slots; further work waits in line. */
export class Slots {
  private free: number;
  private readonly line: Array<() => void> = [];

  constructor(readonly size: number) {
    this.free = size;
  }

  /** Runs `work` in a place of its own and gives the place on afterwards, also when it throws. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.line.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.line.shift();
      if (next) next();
      else this.free += 1;
    }
  }

  get busy(): number {
    return this.size - this.free;
  }
}
