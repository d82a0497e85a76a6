import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ShutdownSequence } from '@switchboard/chassis';
import { CaughtUp } from '@switchboard/messaging';
import { AssignmentJobs } from './assignment-jobs.js';
import { Drain } from './drain.js';
import { ShopRanges } from './shop-ranges.js';

/**
 * Starts and stops the engine. Nothing is assigned before this process's group has consumed the state topics up to
 * their ends as they stood at the start: an agent who lost a shop meanwhile must not get its chats.
 */
@Injectable()
export class AssignmentEngine implements OnApplicationBootstrap {
  constructor(
    private readonly drain: Drain,
    private readonly jobs: AssignmentJobs,
    private readonly ranges: ShopRanges,
    private readonly caughtUp: CaughtUp,
    shutdown: ShutdownSequence,
  ) {
    shutdown.on('work', 'assignment engine', () => this.stop());
  }

  onApplicationBootstrap(): void {
    void this.caughtUp.whenReached().then(() => this.start());
  }

  private start(): void {
    this.drain.start();
    this.jobs.start();
  }

  private async stop(): Promise<void> {
    await this.jobs.stop();
    await this.drain.stop();
    await this.ranges.close();
  }
}
