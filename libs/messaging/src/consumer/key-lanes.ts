/** One piece of work in a lane. It must not throw; what it throws anyway ends only itself. */
export type LaneTask = () => Promise<void>;

/**
 * Order per key, concurrency across keys: tasks of one lane run one after the other, lanes run
 * beside each other. How many work at once is the tasks' own affair (`Slots`): a task that waits
 * for its next try must not take a place from another key.
 */
export class KeyLanes {
  private readonly lanes = new Map<string, LaneTask[]>();
  private idleWaiters: Array<() => void> = [];
  private closed = false;

  constructor(private readonly onError: (error: unknown) => void = () => {}) {}

  /** Adds a task behind the others of its lane. After `close` it is dropped. */
  push(lane: string, task: LaneTask): void {
    if (this.closed) return;
    const waiting = this.lanes.get(lane);
    if (waiting) {
      waiting.push(task);
      return;
    }
    const tasks = [task];
    this.lanes.set(lane, tasks);
    void this.run(lane, tasks);
  }

  /** Drops everything that has not begun; answers when what has begun is over. */
  async close(): Promise<void> {
    this.closed = true;
    for (const tasks of this.lanes.values()) tasks.length = 0;
    await this.idle();
  }

  /** Answers when no lane has work. */
  async idle(): Promise<void> {
    if (this.lanes.size === 0) return;
    await new Promise<void>((resolve) => this.idleWaiters.push(resolve));
  }

  private async run(lane: string, tasks: LaneTask[]): Promise<void> {
    for (let task = tasks.shift(); task; task = tasks.shift()) {
      try {
        await task();
      } catch (error) {
        this.onError(error);
      }
    }
    this.lanes.delete(lane);
    if (this.lanes.size > 0) return;
    const waiters = this.idleWaiters;
    this.idleWaiters = [];
    for (const resolve of waiters) resolve();
  }
}
