import { Injectable, Logger } from '@nestjs/common';
import { RepeatingJobs } from '@switchboard/chassis';
import { Database, statement, type Transaction } from '@switchboard/persistence';
import { isRedisFailure } from '@switchboard/redis';
import { v7 as uuidv7 } from 'uuid';
import { EventLog } from './event-log.js';
import type { IdentifiedRecord, ShopRecord } from './shop-record.js';

const catchUpEveryMs = 1_000;

const noteGap = statement(
  'note-stream-gap',
  `insert into stream_gap (shop_id, noted_at) values ($1, switchboard_now())
   on conflict (shop_id) do update set noted_at = excluded.noted_at`,
);
const gaps = statement(
  'stream-gaps',
  'select shop_id, noted_at::text as noted from stream_gap order by noted_at limit 100',
);
/** Unless it was noted again while its log was restarted. */
const closeGap = statement(
  'close-stream-gap',
  'delete from stream_gap where shop_id = $1 and noted_at = $2::text::timestamptz',
);

/** The process that committed a notice publishes it; after two seconds any process does. */
const keepNotice = statement(
  'keep-stream-notice',
  `insert into stream_notice (id, shop_id, record, due_at)
   values ($1, $2, $3, switchboard_now() + interval '2 seconds')`,
);
const overdueNotices = statement(
  'overdue-stream-notices',
  'select shop_id, record from stream_notice where due_at <= switchboard_now() order by due_at limit 100',
);
const dropNotice = statement('drop-stream-notice', 'delete from stream_notice where id = $1');

/**
 * Puts changes that no outbox row carries on a shop's log. A consumer or a request never waits for Redis: while it is
 * down the gap is noted, and once it answers the shop's log is restarted, so that every reader resets.
 */
@Injectable()
export class ShopNotices {
  private readonly logger = new Logger(ShopNotices.name);

  constructor(
    private readonly log: EventLog,
    private readonly database: Database,
    jobs: RepeatingJobs,
  ) {
    jobs.add({ name: 'live stream notices', everyMs: catchUpEveryMs, run: () => this.catchUp() });
  }

  /** Appends the records, or notes that the shop's readers miss some. */
  async publish(shopId: string, records: ReadonlyArray<ShopRecord & { id?: string }>): Promise<void> {
    try {
      await this.log.append(shopId, records);
    } catch (error) {
      if (!isRedisFailure(error)) throw error;
      await this.database.query(noteGap, [shopId]);
    }
  }

  /** Published once the transaction has committed, by this process or, if it dies, by another one. */
  async publishAfterCommit(tx: Transaction, shopId: string, record: ShopRecord): Promise<void> {
    const identified: IdentifiedRecord = { ...record, id: uuidv7() };
    await tx.query(keepNotice, [identified.id, shopId, JSON.stringify(identified)]);
    tx.afterCommit(() => this.deliver(shopId, identified));
  }

  /** Publishes the kept notices whose process died, or that Redis was down for. */
  async publishOverdue(): Promise<void> {
    const rows = await this.database.query<{ shop_id: string; record: IdentifiedRecord }>(overdueNotices);
    for (const { shop_id, record } of rows) await this.deliver(shop_id, record);
  }

  /** Readers drop a repeated record by its id. */
  private async deliver(shopId: string, record: IdentifiedRecord): Promise<void> {
    await this.log.append(shopId, [record]);
    await this.database.query(dropNotice, [record.id]);
  }

  /** While Redis is down everything stays for the next round. */
  private async catchUp(): Promise<void> {
    try {
      await this.closeGaps();
      await this.publishOverdue();
    } catch (error) {
      this.logger.debug({ err: error }, 'live stream notices wait for Redis');
    }
  }

  /** Resets the readers of every shop noted. */
  async closeGaps(): Promise<void> {
    for (const { shop_id, noted } of await this.database.query<{ shop_id: string; noted: string }>(gaps)) {
      if (!this.log.isReachable(shop_id)) continue;
      await this.log.restart(shop_id);
      await this.database.query(closeGap, [shop_id, noted]);
    }
  }
}
