import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Histogram } from 'prom-client';
import { Metrics } from './metrics.js';
import { RepeatingJob, type RepeatingJobSettings } from './repeating-job.js';
import { ShutdownSequence, type ShutdownPhase } from './shutdown-sequence.js';

/** A job of this process, started and stopped with it. */
export interface JobSettings extends Omit<RepeatingJobSettings, 'measured'> {
  /** It starts when this is fulfilled; without it with the application. */
  startsAfter?(): Promise<unknown>;
  /** False: its owner calls `start()`. */
  startsItself?: boolean;
  /** When it stops (default `work`). */
  stopsIn?: ShutdownPhase;
}

/** The repeating jobs of this process. Injectable everywhere; a class adds its job in its constructor. */
@Injectable()
export class RepeatingJobs implements OnApplicationBootstrap {
  private readonly seconds: Histogram<'job' | 'outcome'>;
  private readonly toStart: Array<() => void> = [];
  private started = false;

  constructor(
    private readonly shutdown: ShutdownSequence,
    metrics: Metrics,
  ) {
    this.seconds = metrics.histogram('repeating_job_seconds', 'Runs of repeating jobs', ['job', 'outcome']);
  }

  /** The job is stopped by the shutdown sequence, which waits for the run under way. */
  add({ startsAfter, startsItself = true, stopsIn = 'work', ...settings }: JobSettings): RepeatingJob {
    const job = new RepeatingJob({
      ...settings,
      measured: (seconds, failed) =>
        this.seconds.observe({ job: settings.name, outcome: failed ? 'failed' : 'done' }, seconds),
    });
    this.shutdown.on(stopsIn, settings.name, () => job.stop());
    if (!startsItself) return job;
    const start = () => void (startsAfter ? startsAfter().then(() => job.start()) : job.start());
    if (this.started) start();
    else this.toStart.push(start);
    return job;
  }

  onApplicationBootstrap(): void {
    this.started = true;
    for (const start of this.toStart.splice(0)) start();
  }
}
