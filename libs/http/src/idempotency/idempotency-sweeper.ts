import { Injectable } from '@nestjs/common';
import { RepeatingJobs } from '@switchboard/chassis';
import { Database } from '@switchboard/persistence';
import { IdempotencyRecords } from './idempotency-records.js';

const everyMs = 10 * 60_000;
const batch = 1000;

/** Deletes yesterday's answers in services that keep any. Any number of processes may do it. */
@Injectable()
export class IdempotencySweeper {
  constructor(
    private readonly records: IdempotencyRecords,
    private readonly database: Database,
    jobs: RepeatingJobs,
  ) {
    jobs.add({ name: 'idempotency records', everyMs, run: () => this.sweep() });
  }

  /** Deletes all that is too old, a bounded number per statement. */
  async sweep(): Promise<void> {
    const [table] = await this.database.query<{ name: string | null }>(
      `select to_regclass('idempotency_record')::text as name`,
    );
    if (table?.name == null) return;
    while ((await this.records.sweep(batch)) === batch);
  }
}
