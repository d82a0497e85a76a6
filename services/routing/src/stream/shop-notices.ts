import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ShutdownSequence } from '@switchboard/chassis';
import { Database, statement } from '@switchboard/persistence';
import { isRedisFailure } from '@switchboard/redis';
import { EventLog } from './event-log.js';
import type { ShopRecord } from './shop-record.js';

const closeGapsEveryMs = 1_000;

const noteGap = statement(
  'note-stream-gap',
  'insert into stream_gap (shop_id, noted_at) values ($1, switchboard_now()) on conflict do nothing',
);
const gaps = statement('stream-gaps', 'select shop_id from stream_gap order by noted_at limit 100');
const closeGap = statement('close-stream-gap', 'delete from stream_gap where shop_id = $1');

/**
 * Tells a shop's readers of changes that no outbox row carries. Redis being away must hold up neither a consumer
 * nor a request: the shop is noted, and once Redis answers its log begins anew, so that every reader resets.
 */
@Injectable()
export class ShopNotices implements OnApplicationBootstrap {
  private readonly logger = new Logger(ShopNotices.name);
  private timer?: NodeJS.Timeout;
  private current?: Promise<void>;

  constructor(
    private readonly log: EventLog,
    private readonly database: Database,
    private readonly shutdown: ShutdownSequence,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.current ??= this.closeGaps()
        .catch((error: unknown) => this.logger.debug({ err: error }, 'gaps of the live stream stay for now'))
        .finally(() => (this.current = undefined));
    }, closeGapsEveryMs).unref();
    this.shutdown.on('work', 'live stream gaps', async () => {
      clearInterval(this.timer);
      await this.current;
    });
  }

  /** Appends the records, or notes that the shop's readers miss some. */
  async tell(shopId: string, records: ReadonlyArray<ShopRecord & { id?: string }>): Promise<void> {
    try {
      await this.log.append(shopId, records);
    } catch (error) {
      if (!isRedisFailure(error)) throw error;
      await this.database.query(noteGap, [shopId]);
    }
  }

  /** Resets the readers of every shop noted. */
  async closeGaps(): Promise<void> {
    for (const { shop_id } of await this.database.query<{ shop_id: string }>(gaps)) {
      await this.log.beginAnew(shop_id);
      await this.database.query(closeGap, [shop_id]);
    }
  }
}
