import { Logger } from '@nestjs/common';
import { AsyncLocalStorage } from 'node:async_hooks';

/** Work that is repeated for as long as the process lives. */
export interface RepeatingJobSettings {
  /** In logs and as the label `job` of the metric. */
  name: string;
  /** From the end of one run to the start of the next one. */
  everyMs: number | (() => number);
  /** Also when it starts; otherwise the first run is one interval later. */
  runsAtStart?: boolean;
  /** Once more when it stops. */
  runsAtStop?: boolean;
  run(): unknown;
  /** Told of each run's length and whether it threw. */
  measured?(seconds: number, failed: boolean): void;
}

/** A job that fails ten times a second must not fill the log. */
const logFailureEveryMs = 10_000;

/** Repeats `run`, never twice at once. An error is logged and the next run is the retry. */
export class RepeatingJob {
  private readonly logger = new Logger(RepeatingJob.name);
  /** A run belongs to no request, also where one asked for it: its logs must not carry that request's id. */
  private readonly detached = AsyncLocalStorage.snapshot();
  private state: 'new' | 'started' | 'stopped' = 'new';
  private timer?: NodeJS.Timeout | undefined;
  private running?: Promise<void> | undefined;
  private soon = false;
  private failureLoggedAt = -Infinity;

  constructor(private readonly settings: RepeatingJobSettings) {}

  /** Once; a job that was stopped stays stopped. */
  start(): void {
    if (this.state !== 'new') return;
    this.state = 'started';
    this.schedule(this.settings.runsAtStart ? 0 : this.intervalMs);
  }

  /** Runs as soon as possible: now, or right after the run that is under way. */
  runSoon(): void {
    if (this.state !== 'started') return;
    this.soon = true;
    if (!this.running) this.schedule(0);
  }

  /** No run begins any more; answers when the one under way is over. */
  async stop(): Promise<void> {
    if (this.state === 'stopped') return this.running;
    const wasStarted = this.state === 'started';
    this.state = 'stopped';
    clearTimeout(this.timer);
    await this.running;
    if (wasStarted && this.settings.runsAtStop) await this.runOnce();
  }

  private get intervalMs(): number {
    const { everyMs } = this.settings;
    return typeof everyMs === 'number' ? everyMs : everyMs();
  }

  private schedule(ms: number): void {
    clearTimeout(this.timer);
    this.timer = this.detached(() => setTimeout(() => this.begin(), ms)).unref();
  }

  private begin(): void {
    this.soon = false;
    this.running = this.runOnce().finally(() => {
      this.running = undefined;
      if (this.state === 'started') this.schedule(this.soon ? 0 : this.intervalMs);
    });
  }

  private async runOnce(): Promise<void> {
    const { name, run, measured } = this.settings;
    const startedAt = performance.now();
    let failed = false;
    try {
      await run();
    } catch (error) {
      failed = true;
      this.logFailure(name, error);
    }
    measured?.((performance.now() - startedAt) / 1_000, failed);
  }

  private logFailure(job: string, err: unknown): void {
    const now = performance.now();
    if (now - this.failureLoggedAt < logFailureEveryMs) return;
    this.failureLoggedAt = now;
    this.logger.warn({ err, job }, 'a repeating job failed; its next run retries');
  }
}
