import { Injectable, Logger } from '@nestjs/common';
import { Database } from '@switchboard/persistence';
import { MessagingSettings } from '../messaging-settings.js';
import { errorFacts } from '../retry/error-facts.js';

const hourMs = 3_600_000;

/** Makes the partitions of the days to come and drops the old ones, at the start and every hour. */
@Injectable()
export class PartitionKeeper {
  private readonly logger = new Logger('Partitions');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly settings: MessagingSettings,
  ) {}

  start(): void {
    this.timer ??= setInterval(() => void this.keep(), hourMs);
    void this.keep();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Published rows go after a day; the inbox after every topic has forgotten the event. */
  async keep(): Promise<void> {
    try {
      await this.database.query(
        `select keep_day_partitions('outbox', 2, interval '1 day', 'published_at is null')`,
      );
      await this.database.query(`select keep_day_partitions('inbox', 2, make_interval(secs => $1))`, [
        this.settings.inboxKeepMs / 1_000,
      ]);
    } catch (error) {
      this.logger.warn(
        { ...errorFacts(error) },
        'partitions could not be kept; trying again within the hour',
      );
    }
  }
}
