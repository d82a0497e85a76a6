import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ShutdownSequence } from '@switchboard/chassis';
import { RedisConnection } from '@switchboard/redis';
import { EventLog, logKey } from './event-log.js';
import { LogReader } from './log-reader.js';
import type { LogEntry } from './shop-record.js';
import type { LogPosition } from './log-position.js';

/** Takes the new entries of one shop, in order. The next ones come after its promise. */
export type TailListener = (shopId: string, entries: readonly LogEntry[]) => Promise<void>;

/** Called with the end of a shop's log after records of it may have been lost. */
export type LostListener = (shopId: string, position: LogPosition) => void;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

interface Watched {
  position: LogPosition;
  listeners: Set<TailListener>;
  /** The server process that the position belongs to. */
  runId: string | undefined;
}

/**
 * Follows the logs of the shops that have listeners in this process, each log once. When another Redis server process
 * takes over a shop's log, its ids and records are not those that were followed: `onLost` is called, and following
 * continues at the end of the new one.
 */
@Injectable()
export class LogTail implements OnApplicationBootstrap {
  private readonly logger = new Logger(LogTail.name);
  private readonly shops = new Map<string, Watched>();
  private readonly lostListeners = new Set<LostListener>();
  private readonly reader: LogReader;
  private running?: Promise<void>;
  private stopped = false;

  constructor(
    private readonly redis: RedisConnection,
    private readonly log: EventLog,
    private readonly shutdown: ShutdownSequence,
  ) {
    this.reader = new LogReader(redis);
  }

  onApplicationBootstrap(): void {
    this.shutdown.on('work', 'live stream log', async () => {
      this.stopped = true;
      this.reader.close();
      await this.running;
    });
  }

  /** The instance whose entry ids are valid now. */
  get instance(): string {
    return this.redis.instance?.runId ?? '';
  }

  /** Called for each followed shop whose log may have lost records. */
  onLost(listener: LostListener): void {
    this.lostListeners.add(listener);
  }

  /** Follows a shop from now on; answers how to stop. */
  async follow(shopId: string, listener: TailListener): Promise<() => void> {
    const known = this.shops.get(shopId);
    if (known) known.listeners.add(listener);
    else {
      const runId = this.runIdOf(shopId);
      const { generation, entry } = await this.log.end(shopId);
      const fresh: Watched = { position: { generation, entry }, listeners: new Set(), runId };
      const watched = this.shops.get(shopId) ?? fresh;
      watched.listeners.add(listener);
      this.shops.set(shopId, watched);
      this.reader.interrupt();
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
        this.logger.warn({ err: error }, 'the live stream log cannot be read; retrying');
        await pause(250);
      }
    }
    this.running = undefined;
    if (!this.stopped && this.shops.size > 0) this.running = this.run();
  }

  private async round(): Promise<void> {
    for (const [shopId, watched] of this.shops) await this.relocate(shopId, watched);
    const followed = [...this.shops].map(([shopId, { position }]) => ({ shopId, after: position.entry }));
    const batches = await this.reader.read(followed);
    const delivered = await Promise.allSettled(
      batches.map(([shopId, entries]) => this.deliver(shopId, entries)),
    );
    for (const delivery of delivered) if (delivery.status === 'rejected') throw delivery.reason;
  }

  /** Starts at the end of the log where another server process holds it now. */
  private async relocate(shopId: string, watched: Watched): Promise<void> {
    const runId = this.runIdOf(shopId);
    if (runId === undefined || runId === watched.runId) return;
    const isFirst = watched.runId === undefined;
    if (!isFirst) {
      const { generation, entry } = await this.log.end(shopId);
      watched.position = { generation, entry };
    }
    watched.runId = runId;
    if (!isFirst) for (const listener of this.lostListeners) listener(shopId, watched.position);
  }

  private async deliver(shopId: string, entries: LogEntry[]): Promise<void> {
    const watched = this.shops.get(shopId);
    const last = entries.at(-1);
    if (!watched || !last) return;
    for (const listener of watched.listeners) await listener(shopId, entries);
    watched.position = { generation: last.generation, entry: last.entry };
  }

  private runIdOf(shopId: string): string | undefined {
    return this.redis.nodeOf(logKey(shopId))?.runId;
  }
}
