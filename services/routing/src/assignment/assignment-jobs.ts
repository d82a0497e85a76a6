import { Injectable } from '@nestjs/common';
import { RepeatingJobs, type RepeatingJob } from '@switchboard/chassis';
import { EngineSettings } from './engine-settings.js';
import { Reconciler } from './reconciler.js';
import { ShopRanges } from './shop-ranges.js';
import { Sweep } from './sweep.js';

/** The engine's repeating work: the sweep and the reconciler. The engine starts and stops it. */
@Injectable()
export class AssignmentJobs {
  private readonly jobs: RepeatingJob[];

  constructor(
    jobs: RepeatingJobs,
    sweep: Sweep,
    reconciler: Reconciler,
    ranges: ShopRanges,
    settings: EngineSettings,
  ) {
    const add = (name: string, everyMs: number, run: () => Promise<void>) =>
      jobs.add({ name, everyMs, run, startsItself: false });
    this.jobs = [
      add('sweep', settings.sweepEveryMs, () => sweep.run()),
      add('reconcile touched shops', settings.reconcileTouchedMs, () => reconciler.touched()),
      add('reconcile all shops', settings.reconcileAllMs, async () => reconciler.all(await ranges.owned())),
    ];
  }

  start(): void {
    for (const job of this.jobs) job.start();
  }

  /** Waits for runs under way. */
  async stop(): Promise<void> {
    await Promise.all(this.jobs.map((job) => job.stop()));
  }
}
