import { Injectable } from '@nestjs/common';
import type { RelayedRow } from '@switchboard/messaging';
import { Database, statement } from '@switchboard/persistence';
import { RedisConnection } from '@switchboard/redis';
import { logKey } from './event-log.js';

const noteGap = statement(
  'note-gap-of-unreachable',
  'insert into stream_gap (shop_id, noted_at) values ($1, switchboard_now()) on conflict do nothing',
);
const advanceEpoch = statement('advance-epoch-of-unreachable', 'select advance_epoch_v1($1)');

/**
 * A cluster whose node is gone serves the other nodes' shops. What must follow a commit is not waited for where it
 * cannot be done: the shop's log will begin anew and its workload be loaded again, both noted in PostgreSQL, so
 * that nobody else's changes queue up behind it.
 */
@Injectable()
export class UnreachableShops {
  constructor(
    private readonly redis: RedisConnection,
    private readonly database: Database,
  ) {}

  /** The rows that can be followed up; what the others miss is noted. All of them while no node answers. */
  async setAside<Row extends Pick<RelayedRow, 'shopId'>>(rows: readonly Row[]): Promise<readonly Row[]> {
    const isAway = ({ shopId }: Row) => shopId !== null && this.redis.nodeOf(logKey(shopId)) === undefined;
    const away = new Set(rows.filter(isAway).map(({ shopId }) => shopId!));
    if (away.size === 0 || !this.redis.isPartlyKnown) return rows;
    // Each time: another process may have met the node again, and taken care of what was noted before.
    for (const shopId of away) {
      await this.database.query(noteGap, [shopId]);
      await this.database.query(advanceEpoch, [shopId]);
    }
    return rows.filter(({ shopId }) => shopId === null || !away.has(shopId));
  }
}
