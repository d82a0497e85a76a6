import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ShutdownSequence } from '@switchboard/chassis';
import { Database } from '@switchboard/persistence';
import { IdempotencyRecords } from './idempotency-records.js';

const everyMs = 10 * 60_000;
const batch = 1000;

/** Takes yesterday's answers out, in services that keep any. Any number of processes may do it. */
@Injectable()
export class IdempotencySweeper implements OnApplicationBootstrap {
  private readonly logger = new Logger(IdempotencySweeper.name);
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly records: IdempotencyRecords,
    private readonly database: Database,
    private readonly shutdown: ShutdownSequence,
  ) {}

  onApplicationBootstrap(): void {
    const timer = setInterval(() => (this.running = this.sweep()), everyMs);
    timer.unref();
    this.shutdown.on('work', 'idempotency records', async () => {
      clearInterval(timer);
      await this.running;
    });
  }

  /** Removes all that is too old, a bounded number per statement. */
  async sweep(): Promise<void> {
    try {
      const [table] = await this.database.query<{ name: string | null }>(
        `select to_regclass('idempotency_record')::text as name`,
      );
      if (table?.name == null) return;
      while ((await this.records.sweep(batch)) === batch);
    } catch (error) {
      this.logger.warn(
        { err: error },
        'old idempotency records were not removed; tried again in ten minutes',
      );
    }
  }
}
