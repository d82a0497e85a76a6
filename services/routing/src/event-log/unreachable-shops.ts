import { Injectable } from '@nestjs/common';
import type { RelayedRow } from '@switchboard/messaging';
import { Database, statement } from '@switchboard/persistence';
import { RedisConnection } from '@switchboard/redis';
import { logKey } from './event-log.js';

const noteGaps = statement(
  'note-gaps-of-unreachable',
  `insert into stream_gap (shop_id, noted_at)
   select id, switchboard_now() from unnest($1::uuid[]) as id order by id
   on conflict (shop_id) do update set noted_at = excluded.noted_at`,
);
const advanceEpochs = statement(
  'advance-epochs-of-unreachable',
  `with locked as materialized (select id from shop where id = any ($1::uuid[]) order by id for no key update)
   update shop set epoch = epoch + 1 from locked where shop.id = locked.id`,
);

/**
 * While a cluster node is down, the other nodes' shops are still served. Work in Redis that follows a commit is skipped
 * for the unreachable shops, so that other shops' changes do not queue behind them: PostgreSQL notes that the shop's
 * log is to be restarted and its workload reloaded. When all of Redis is down the same happens after a while: the relay
 * holds a bounded number of rows back, and then Kafka would get no events either.
 */
@Injectable()
export class UnreachableShops {
  /** How long to wait when no node answers: usually Redis comes back with its data. */
  patienceMs = 10_000;
  private allAwaySince: number | undefined;

  constructor(
    private readonly redis: RedisConnection,
    private readonly database: Database,
  ) {}

  /** The rows of reachable shops; for the others the gap is noted. All rows while no node answers, for a while. */
  async setAside<Row extends Pick<RelayedRow, 'shopId'>>(rows: readonly Row[]): Promise<readonly Row[]> {
    const isAway = ({ shopId }: Row) => shopId !== null && this.redis.nodeOf(logKey(shopId)) === undefined;
    const away = new Set(rows.filter(isAway).map(({ shopId }) => shopId!));
    if (away.size === 0 || this.redis.isPartlyKnown) this.allAwaySince = undefined;
    else {
      this.allAwaySince ??= Date.now();
      if (Date.now() - this.allAwaySince < this.patienceMs) return rows;
    }
    if (away.size === 0) return rows;
    // Each time: another process may have reached the node again and cleared the note.
    await this.database.query(noteGaps, [[...away]]);
    await this.database.query(advanceEpochs, [[...away]]);
    return rows.filter(({ shopId }) => shopId === null || !away.has(shopId));
  }
}
