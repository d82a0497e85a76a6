import { Injectable } from '@nestjs/common';
import { RepeatingJobs, ShutdownSequence } from '@switchboard/chassis';
import { CaughtUp } from '@switchboard/messaging';
import { ShopRanges } from '../assignment/shop-ranges.js';
import { closings, reassignments, type DueChats } from './due-chats.js';
import { ForgetMessages } from './forget-messages.js';
import { LifecyclePass } from './lifecycle-pass.js';
import { LifecycleSettings } from './lifecycle-settings.js';

/**
 * Looks again and again for what has become due, in the ranges of shops that this process leads. Like the engine it
 * begins once the state topics are read: no chat is assigned by settings or rights of yesterday.
 */
@Injectable()
export class LifecycleJobs {
  constructor(
    private readonly pass: LifecyclePass,
    private readonly forget: ForgetMessages,
    private readonly ranges: ShopRanges,
    settings: LifecycleSettings,
    caughtUp: CaughtUp,
    jobs: RepeatingJobs,
    shutdown: ShutdownSequence,
  ) {
    const add = (name: string, everyMs: number, run: () => Promise<void>) =>
      jobs.add({ name, everyMs, run, startsAfter: () => caughtUp.whenReached() });
    add('reassign chats', settings.reassignEveryMs, () => this.runAll(reassignments));
    add('close idle chats', settings.closeEveryMs, () => this.runAll(closings));
    add('forget old messages', settings.forgetEveryMs, () => this.forgetMessages());
    shutdown.on('work', 'lifecycle of chats', () => {
      pass.stop();
      forget.stop();
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
}
