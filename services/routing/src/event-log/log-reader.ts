import { Logger } from '@nestjs/common';
import { isRedirection, type RedisConnection } from '@switchboard/redis';
import { Cluster, type Redis } from 'ioredis';
import { logKey, pageSize, parseEntries } from './event-log.js';
import type { LogEntry } from './shop-record.js';

/** A shop's log from here on. */
export interface FollowedLog {
  shopId: string;
  /** Id of the last entry that is known. */
  after: string;
}

/** Shops with entries that are new. */
export type NewEntries = Array<[shopId: string, entries: LogEntry[]]>;

const blockMs = 500;
/** A blocking read without an answer by then: the connection is dead. */
const readTimeoutMs = blockMs + 1_500;
/** Polling in a cluster: between these two, slower the more logs there are (4,000 reads a second). */
const minPauseMs = 50;
const maxPauseMs = 250;
const questionsPerMs = 4;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Reads what is new in the logs of many shops. One server: one blocking read for all of them, on a connection of
 * its own. A cluster allows none over several slots: each node is asked about its shops in one pipeline.
 */
export class LogReader {
  private readonly logger = new Logger(LogReader.name);
  private connection?: Redis;
  private connectionId?: number;

  constructor(private readonly redis: RedisConnection) {}

  /** Waits a while when nothing is new. Throws when Redis does not answer; the next call tries again. */
  async read(followed: readonly FollowedLog[]): Promise<NewEntries> {
    const { client } = this.redis;
    if (client instanceof Cluster) return this.readNodes(followed);
    try {
      const connection = await this.connect(client);
      const keys = followed.map(({ shopId }) => logKey(shopId));
      const ids = followed.map(({ after }) => after);
      const answer = await connection.xread('COUNT', pageSize, 'BLOCK', blockMs, 'STREAMS', ...keys, ...ids);
      return (answer ?? []).map(([key, raw]) => [shopOf(key), parseEntries(raw)]);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Ends the waiting, so that the next read is about other shops. */
  interrupt(): void {
    if (this.connectionId === undefined || this.redis.client instanceof Cluster) return;
    this.redis.client.call('CLIENT', 'UNBLOCK', this.connectionId).catch(() => undefined);
  }

  close(): void {
    this.connection?.disconnect();
    this.connection = undefined;
    this.connectionId = undefined;
  }

  /** A blocking read would hold up every other command of the common connection. */
  private async connect(source: Redis): Promise<Redis> {
    if (this.connection?.status === 'ready') return this.connection;
    this.close();
    const connection = source.duplicate({ commandTimeout: readTimeoutMs, retryStrategy: () => null });
    connection.on('error', (error: Error) => this.logger.debug({ err: error }, 'live stream log connection'));
    this.connection = connection;
    await connection.connect();
    this.connectionId = await connection.client('ID');
    return connection;
  }

  private async readNodes(followed: readonly FollowedLog[]): Promise<NewEntries> {
    const byNode = new Map<Redis, FollowedLog[]>();
    for (const log of followed) {
      const node = this.redis.nodeOf(logKey(log.shopId))?.client;
      if (node) byNode.set(node, [...(byNode.get(node) ?? []), log]);
    }
    const found = await Promise.all([...byNode].map(([node, logs]) => this.readNode(node, logs)));
    const entries = found.flat();
    if (entries.length === 0)
      await pause(Math.min(maxPauseMs, Math.max(minPauseMs, followed.length / questionsPerMs)));
    return entries;
  }

  /** A node that does not answer does not hold up the others: its shops have nothing new for now. */
  private async readNode(node: Redis, logs: readonly FollowedLog[]): Promise<NewEntries> {
    const pipeline = node.pipeline();
    for (const { shopId, after } of logs)
      pipeline.xrange(logKey(shopId), `(${after}`, '+', 'COUNT', pageSize);
    const answers = (await pipeline.exec()) ?? [];
    const failed = answers.map(([error]) => error).find((error) => error);
    if (failed) this.logger.debug({ err: failed }, 'some live stream logs cannot be read; retrying');
    if (isRedirection(failed)) this.redis.moved();
    return answers.flatMap(([error, raw], at): NewEntries => {
      const entries = error ? [] : parseEntries(raw as Array<[string, string[]]>);
      return entries.length > 0 ? [[logs[at]!.shopId, entries]] : [];
    });
  }
}

function shopOf(key: string): string {
  return key.slice(1, key.indexOf('}'));
}
