import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ShutdownSequence } from '@switchboard/chassis';
import { CaughtUp } from '@switchboard/messaging';
import { Repeating } from '../assignment/repeating.js';
import { ShopRanges } from '../assignment/shop-ranges.js';
import { closings, reassignments, type DueChats } from './due-chats.js';
import { ForgetMessages } from './forget-messages.js';
import { LifecyclePass } from './lifecycle-pass.js';
import { LifecycleSettings } from './lifecycle-settings.js';

/**
 * Looks again and again for what has become due, in the ranges of shops that this process leads. Like the engine it
 * begins once the state topics are read: nobody gets a chat by settings or rights of yesterday.
 */
@Injectable()
export class LifecycleJobs implements OnApplicationBootstrap {
  private readonly timers: Repeating[];

  constructor(
    private readonly pass: LifecyclePass,
    private readonly forget: ForgetMessages,
    private readonly ranges: ShopRanges,
    settings: LifecycleSettings,
    private readonly caughtUp: CaughtUp,
    shutdown: ShutdownSequence,
  ) {
    this.timers = [
      new Repeating('reassign chats', settings.reassignEveryMs, () => this.runAll(reassignments)),
      new Repeating('close idle chats', settings.closeEveryMs, () => this.runAll(closings)),
      new Repeating('forget old messages', settings.forgetEveryMs, () => this.forgetMessages()),
    ];
    shutdown.on('work', 'lifecycle of chats', () => this.stop());
  }

  onApplicationBootstrap(): void {
    void this.caughtUp.whenReached().then(() => {
      for (const timer of this.timers) timer.start();
    });
  }

  private async runAll(tasks: readonly DueChats[]): Promise<void> {
    const owned = await this.ranges.owned();
    for (const task of tasks) await this.pass.run(task, owned);
  }

  /** The leader of the first range does it for all. */
  private async forgetMessages(): Promise<void> {
    if ((await this.ranges.owned()).includes(0)) await this.forget.run();
  }

  private async stop(): Promise<void> {
    this.pass.stop();
    this.forget.stop();
    await Promise.all(this.timers.map((timer) => timer.stop()));
  }
}
