import { Injectable } from '@nestjs/common';
import { RepeatingJobs, type RepeatingJob } from '@switchboard/chassis';
import { Database } from '@switchboard/persistence';
import { MessagingSettings } from '../messaging-settings.js';

const hourMs = 3_600_000;

/** Makes the partitions of the days to come and drops the old ones, at the start and every hour. */
@Injectable()
export class PartitionKeeper {
  private readonly job: RepeatingJob;

  constructor(
    private readonly database: Database,
    private readonly settings: MessagingSettings,
    jobs: RepeatingJobs,
  ) {
    this.job = jobs.add({
      name: 'partitions',
      everyMs: hourMs,
      runsAtStart: true,
      startsItself: false,
      stopsIn: 'intake',
      run: () => this.keep(),
    });
  }

  start(): void {
    this.job.start();
  }

  /** Published rows go after a day; the inbox after every topic has forgotten the event. */
  async keep(): Promise<void> {
    await this.database.query(
      `select keep_day_partitions('outbox', 2, interval '1 day', 'published_at is null')`,
    );
    await this.database.query(`select keep_day_partitions('inbox', 2, make_interval(secs => $1))`, [
      this.settings.inboxKeepMs / 1_000,
    ]);
  }
}
