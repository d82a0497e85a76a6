import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ShutdownSequence } from '@switchboard/chassis';
import { CaughtUp } from '@switchboard/messaging';
import { Drain } from './drain.js';
import { Reconciler } from './reconciler.js';
import { Repeating } from './repeating.js';
import { ShopRanges } from './shop-ranges.js';
import { Sweep } from './sweep.js';

/**
 * Starts and stops the engine. Nothing is assigned before this process's group has consumed the state topics up to
 * their ends as they stood at the start: an agent who lost a shop meanwhile must not get its chats.
 */
@Injectable()
export class AssignmentEngine implements OnApplicationBootstrap {
  private readonly timers: Repeating[];

  constructor(
    private readonly drain: Drain,
    sweep: Sweep,
    reconciler: Reconciler,
    private readonly ranges: ShopRanges,
    private readonly caughtUp: CaughtUp,
    shutdown: ShutdownSequence,
  ) {
    const settings = sweep.settings;
    this.timers = [
      new Repeating('sweep', settings.sweepEveryMs, () => sweep.run()),
      new Repeating('reconcile touched shops', settings.reconcileTouchedMs, () => reconciler.touched()),
      new Repeating('reconcile all shops', settings.reconcileAllMs, async () =>
        reconciler.all(await ranges.owned()),
      ),
    ];
    shutdown.on('work', 'assignment engine', () => this.stop());
  }

  onApplicationBootstrap(): void {
    void this.caughtUp.whenReached().then(() => this.start());
  }

  private start(): void {
    this.drain.start();
    for (const timer of this.timers) timer.start();
  }

  private async stop(): Promise<void> {
    await Promise.all(this.timers.map((timer) => timer.stop()));
    await this.drain.stop();
    await this.ranges.close();
  }
}
