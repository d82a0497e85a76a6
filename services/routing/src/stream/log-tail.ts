import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ShutdownSequence } from '@switchboard/chassis';
import { RedisConnection, type RedisClient } from '@switchboard/redis';
import type { Redis } from 'ioredis';
import { EventLog, logKey, pageSize, parseEntries } from './event-log.js';
import type { LogEntry } from './shop-record.js';
import type { LogPosition } from './stream-position.js';

/** Takes the new entries of one shop, in order. The next ones come after its promise. */
export type TailListener = (shopId: string, entries: readonly LogEntry[]) => Promise<void>;

/** Told where a shop's log stands after records of it may have been lost. */
export type LostListener = (shopId: string, position: LogPosition) => void;

const blockMs = 500;
const clusterPauseMs = 50;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

interface Watched {
  position: LogPosition;
  listeners: Set<TailListener>;
}

/**
 * Follows the logs of the shops that somebody in this process listens to: one blocking read for all of
 * them, whatever the number of listeners. When another Redis instance answers, its ids and records are not
 * those that were followed: `onLost` tells, and following goes on from where the new one stands.
 */
@Injectable()
export class LogTail implements OnApplicationBootstrap {
  private readonly logger = new Logger(LogTail.name);
  private readonly shops = new Map<string, Watched>();
  private readonly lostListeners = new Set<LostListener>();
  private anotherInstance = false;
  private reader?: RedisClient;
  private readerId?: number;
  private running?: Promise<void>;
  private stopped = false;

  constructor(
    private readonly redis: RedisConnection,
    private readonly log: EventLog,
    private readonly shutdown: ShutdownSequence,
  ) {}

  onApplicationBootstrap(): void {
    this.redis.onInstanceChange(() => {
      this.anotherInstance = true;
    });
    this.shutdown.on('work', 'live stream log', async () => {
      this.stopped = true;
      this.reader?.disconnect();
      await this.running;
    });
  }

  /** The instance whose entry ids are valid now. */
  get instance(): string {
    return this.redis.instance?.runId ?? '';
  }

  /** Called for each followed shop after the instance changed. */
  onLost(listener: LostListener): void {
    this.lostListeners.add(listener);
  }

  /** Follows a shop from now on; answers how to stop. */
  async follow(shopId: string, listener: TailListener): Promise<() => void> {
    const known = this.shops.get(shopId);
    if (known) known.listeners.add(listener);
    else {
      const { generation, entry } = await this.log.end(shopId);
      const watched = this.shops.get(shopId) ?? { position: { generation, entry }, listeners: new Set() };
      watched.listeners.add(listener);
      this.shops.set(shopId, watched);
      this.interrupt();
    }
    this.running ??= this.run();
    return () => this.unfollow(shopId, listener);
  }

  private unfollow(shopId: string, listener: TailListener): void {
    const watched = this.shops.get(shopId);
    watched?.listeners.delete(listener);
    if (watched?.listeners.size === 0) this.shops.delete(shopId);
  }

  private async run(): Promise<void> {
    while (!this.stopped && this.shops.size > 0) {
      try {
        await this.round();
      } catch (error) {
        if (this.stopped) break;
        this.logger.warn({ err: error }, 'the live stream log cannot be read; again soon');
        await pause(250);
      }
    }
    this.running = undefined;
    if (!this.stopped && this.shops.size > 0) this.running = this.run();
  }

  private async round(): Promise<void> {
    if (this.anotherInstance) await this.relocate();
    const followed = [...this.shops].map(([shopId, { position }]) => ({ shopId, after: position.entry }));
    const batches = await this.read(followed);
    await Promise.all(batches.map(([shopId, entries]) => this.deliver(shopId, entries)));
  }

  private async relocate(): Promise<void> {
    this.anotherInstance = false;
    for (const [shopId, watched] of this.shops) {
      try {
        const { generation, entry } = await this.log.end(shopId);
        watched.position = { generation, entry };
        for (const listener of this.lostListeners) listener(shopId, watched.position);
      } catch (error) {
        this.anotherInstance = true;
        throw error;
      }
    }
  }

  private async deliver(shopId: string, entries: LogEntry[]): Promise<void> {
    const watched = this.shops.get(shopId);
    const last = entries.at(-1);
    if (!watched || !last) return;
    for (const listener of watched.listeners) await listener(shopId, entries);
    watched.position = { generation: last.generation, entry: last.entry };
  }

  private async read(
    followed: Array<{ shopId: string; after: string }>,
  ): Promise<Array<[string, LogEntry[]]>> {
    const reader = await this.connected();
    if (!('status' in reader) || 'nodes' in reader) return this.readCluster(reader, followed);
    const keys = followed.map(({ shopId }) => logKey(shopId));
    const ids = followed.map(({ after }) => after);
    const answer = await reader.xread('COUNT', pageSize, 'BLOCK', blockMs, 'STREAMS', ...keys, ...ids);
    return (answer ?? []).map(([key, raw]) => [shopOf(key), parseEntries(raw)]);
  }

  /** In a cluster the logs live on different nodes: each is asked by itself, without blocking. */
  private async readCluster(
    reader: RedisClient,
    followed: Array<{ shopId: string; after: string }>,
  ): Promise<Array<[string, LogEntry[]]>> {
    const answers = await Promise.all(
      followed.map(({ shopId, after }) => reader.xrange(logKey(shopId), `(${after}`, '+', 'COUNT', pageSize)),
    );
    const batches = answers.map((raw, i): [string, LogEntry[]] => [followed[i]!.shopId, parseEntries(raw)]);
    const found = batches.filter(([, entries]) => entries.length > 0);
    if (found.length === 0) await pause(clusterPauseMs);
    return found;
  }

  /** A connection of its own: a blocking read would hold up every other command. */
  private async connected(): Promise<RedisClient> {
    if (this.reader?.status === 'ready') return this.reader;
    this.reader?.disconnect();
    const source = this.redis.client;
    if ('nodes' in source) return (this.reader = source);
    const reader = (source as Redis).duplicate({ commandTimeout: undefined, retryStrategy: () => null });
    reader.on('error', (error: Error) => this.logger.debug({ err: error }, 'live stream log connection'));
    this.reader = reader;
    await reader.connect();
    this.readerId = await reader.client('ID');
    return reader;
  }

  /** Ends the blocking read, so that the next one has the new shop too. */
  private interrupt(): void {
    if (this.readerId === undefined || 'nodes' in this.redis.client) return;
    this.redis.client.call('CLIENT', 'UNBLOCK', this.readerId).catch(() => undefined);
  }
}

function shopOf(key: string): string {
  return key.slice(1, key.indexOf('}'));
}
