import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { loadScripts, RedisConnection } from '@switchboard/redis';
import { v7 as uuidv7 } from 'uuid';
import { parseEntry, type IdentifiedRecord, type LogEntry, type ShopRecord } from './shop-record.js';
import type { LogPosition } from './log-position.js';

/** How long a position can be resumed from. */
export const retentionMs = 60 * 60 * 1_000;
/** Entries read in one go. */
export const pageSize = 200;

const scripts = loadScripts<'append-events' | 'restart-log' | 'log-position'>(
  new URL('./lua/', import.meta.url),
);

/** The Redis key of a shop's log. */
export const logKey = (shopId: string) => `{${shopId}}:events`;
const metaKey = (shopId: string) => `{${shopId}}:events-meta`;
const freshGeneration = () => BigInt(`0x${randomBytes(3).toString('hex')}`).toString(36);

/** The end of a shop's log, and how old a position may be. */
export interface LogEnd extends LogPosition {
  /** Positions before this time (Redis ms) have expired, unless nothing came after them. */
  oldestMs: number;
  /** Id of the last entry ever written; undefined: none. */
  last: string | undefined;
}

/** The log of what changed in a shop, an hour of it, in Redis: what the live stream is made from. */
@Injectable()
export class EventLog {
  constructor(private readonly redis: RedisConnection) {}

  /** False while the cluster node that holds it is down. */
  isReachable(shopId: string): boolean {
    return this.redis.nodeOf(logKey(shopId)) !== undefined;
  }

  /** Appends in order. Give records of outbox rows the row's event id: relays repeat themselves. */
  async append(shopId: string, records: ReadonlyArray<ShopRecord & { id?: string }>): Promise<void> {
    if (records.length === 0) return;
    const entries = records.map((record): IdentifiedRecord => ({ ...record, id: record.id ?? uuidv7() }));
    await scripts['append-events'].run(
      this.redis.client,
      [logKey(shopId), metaKey(shopId)],
      [freshGeneration(), retentionMs, ...entries.map((entry) => JSON.stringify(entry))],
    );
  }

  /** Records of the shop are missing: every reader resets, both open streams and those that reconnect. */
  async restart(shopId: string): Promise<void> {
    const nothing: IdentifiedRecord = { id: uuidv7(), kind: 'nothing' };
    await scripts['restart-log'].run(
      this.redis.client,
      [logKey(shopId), metaKey(shopId)],
      [freshGeneration(), JSON.stringify(nothing), retentionMs],
    );
  }

  /** Where the log ends now. */
  async end(shopId: string): Promise<LogEnd> {
    const keys = [logKey(shopId), metaKey(shopId)];
    const answer = await scripts['log-position'].run(this.redis.client, keys, [
      freshGeneration(),
      retentionMs,
    ]);
    const [generation, entry, oldest, last] = answer as [string, string, string, string];
    return { generation, entry, oldestMs: Number(oldest), last: last === '' ? undefined : last };
  }

  /** The next entries after a position; fewer than `pageSize`: no more for now. */
  async after(shopId: string, entry: string): Promise<LogEntry[]> {
    const raw = await this.redis.client.xrange(logKey(shopId), `(${entry}`, '+', 'COUNT', pageSize);
    return parseEntries(raw);
  }
}

/** Entries as ioredis hands them out. */
export function parseEntries(raw: ReadonlyArray<[string, string[]]>): LogEntry[] {
  return raw.map(([id, fields]) => parseEntry(id, fields)).filter((entry) => entry !== undefined);
}
