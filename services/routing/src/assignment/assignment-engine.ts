import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { RepeatingJobs, ShutdownSequence, type RepeatingJob } from '@switchboard/chassis';
import { CaughtUp } from '@switchboard/messaging';
import { Drain } from './drain.js';
import { Reconciler } from './reconciler.js';
import { ShopRanges } from './shop-ranges.js';
import { Sweep } from './sweep.js';

/**
 * Starts and stops the engine. Nothing is assigned before this process's group has consumed the state topics up to
 * their ends as they stood at the start: an agent who lost a shop meanwhile must not get its chats.
 */
@Injectable()
export class AssignmentEngine implements OnApplicationBootstrap {
  private readonly jobs: RepeatingJob[];

  constructor(
    private readonly drain: Drain,
    sweep: Sweep,
    reconciler: Reconciler,
    private readonly ranges: ShopRanges,
    private readonly caughtUp: CaughtUp,
    jobs: RepeatingJobs,
    shutdown: ShutdownSequence,
  ) {
    const settings = sweep.settings;
    const add = (name: string, everyMs: number, run: () => Promise<void>) =>
      jobs.add({ name, everyMs, run, startsItself: false });
    this.jobs = [
      add('sweep', settings.sweepEveryMs, () => sweep.run()),
      add('reconcile touched shops', settings.reconcileTouchedMs, () => reconciler.touched()),
      add('reconcile all shops', settings.reconcileAllMs, async () => reconciler.all(await ranges.owned())),
    ];
    shutdown.on('work', 'assignment engine', () => this.stop());
  }

  onApplicationBootstrap(): void {
    void this.caughtUp.whenReached().then(() => this.start());
  }

  private start(): void {
    this.drain.start();
    for (const job of this.jobs) job.start();
  }

  private async stop(): Promise<void> {
    await Promise.all(this.jobs.map((job) => job.stop()));
    await this.drain.stop();
    await this.ranges.close();
  }
}
