import { Logger } from '@nestjs/common';

/** Runs `work` again and again, never twice at once; an error is logged and the next turn tries again. */
export class Repeating {
  private readonly logger = new Logger(Repeating.name);
  private timer?: NodeJS.Timeout;
  private running: Promise<void> = Promise.resolve();
  private stopped = true;

  constructor(
    private readonly name: string,
    private readonly everyMs: number,
    private readonly work: () => Promise<void>,
  ) {}

  start(): void {
    this.stopped = false;
    this.schedule();
  }

  /** Answers when the turn under way is over. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.work()
        .catch((error: unknown) =>
          this.logger.warn({ err: error, task: this.name }, 'a repeated task failed'),
        )
        .finally(() => this.schedule());
    }, this.everyMs);
    this.timer.unref();
  }
}
