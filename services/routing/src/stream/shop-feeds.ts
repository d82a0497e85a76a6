import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { RepeatingJobs } from '@switchboard/chassis';
import type { CountsView } from '@switchboard/contracts';
import { CountChats } from '../chats/count-chats.query.js';
import type { ShopReader } from '../chats/shop-readers.js';
import { LoadChanges, type LoadedChanges } from './load-changes.query.js';
import { LogTail } from '../event-log/log-tail.js';
import type { LogEntry } from '../event-log/shop-record.js';
import type { LogPosition } from '../event-log/log-position.js';

/** A connection that listens to a shop. */
export interface FeedListener {
  /** How it reads the shop. */
  readerOf(shopId: string): ShopReader | undefined;
  take(shopId: string, changes: LoadedChanges): void;
  takeCounts(shopId: string, counts: CountsView): void;
  /** Records may be lost; the log goes on from `position`. */
  lost(shopId: string, position: LogPosition): void;
}

/** Counts are sent this long after a change: a burst is counted once. */
const countEveryMs = 1_000;

interface Feed {
  listeners: Set<FeedListener>;
  unfollow: Promise<() => void>;
}

/** The changes in the shops that this process's connections listen to: loaded once, given to each. */
@Injectable()
export class ShopFeeds implements OnApplicationBootstrap {
  private readonly logger = new Logger(ShopFeeds.name);
  private readonly feeds = new Map<string, Feed>();
  private readonly toCount = new Set<string>();

  constructor(
    private readonly tail: LogTail,
    private readonly changes: LoadChanges,
    private readonly counts: CountChats,
    jobs: RepeatingJobs,
  ) {
    jobs.add({ name: 'live stream counts', everyMs: countEveryMs, run: () => this.countAll() });
  }

  onApplicationBootstrap(): void {
    this.tail.onLost((shopId, position) => {
      for (const listener of this.feeds.get(shopId)?.listeners ?? []) listener.lost(shopId, position);
    });
  }

  /** Hands everything that happens from now on to the listener; answers how to leave. */
  async join(shopId: string, listener: FeedListener): Promise<() => void> {
    let feed = this.feeds.get(shopId);
    if (!feed) {
      feed = {
        listeners: new Set(),
        unfollow: this.tail.follow(shopId, (id, entries) => this.handOut(id, entries)),
      };
      this.feeds.set(shopId, feed);
    }
    feed.listeners.add(listener);
    try {
      await feed.unfollow;
    } catch (error) {
      if (this.feeds.get(shopId) === feed) this.feeds.delete(shopId);
      throw error;
    }
    return () => void this.leave(shopId, feed, listener);
  }

  private async leave(shopId: string, feed: Feed, listener: FeedListener): Promise<void> {
    feed.listeners.delete(listener);
    if (feed.listeners.size > 0 || this.feeds.get(shopId) !== feed) return;
    this.feeds.delete(shopId);
    (await feed.unfollow)();
  }

  private async handOut(shopId: string, entries: readonly LogEntry[]): Promise<void> {
    const feed = this.feeds.get(shopId);
    if (!feed || feed.listeners.size === 0) return;
    const changes = await this.changes.run(shopId, entries);
    for (const listener of feed.listeners) listener.take(shopId, changes);
    if (entries.some(({ record }) => record.kind === 'chat' || record.kind === 'message'))
      this.toCount.add(shopId);
  }

  private async countAll(): Promise<void> {
    const shopIds = [...this.toCount];
    this.toCount.clear();
    for (const shopId of shopIds) {
      try {
        await this.count(shopId);
      } catch (error) {
        this.toCount.add(shopId);
        this.logger.warn({ err: error }, 'the chats of a shop could not be counted; retrying');
      }
    }
  }

  private async count(shopId: string): Promise<void> {
    const listeners = [...(this.feeds.get(shopId)?.listeners ?? [])];
    const readers = listeners
      .map((listener) => listener.readerOf(shopId))
      .filter((reader) => reader !== undefined);
    if (readers.length === 0) return;
    const counts = await this.counts.forReaders(shopId, readers);
    const byReader = new Map(readers.map((reader, i) => [reader, counts[i]!]));
    for (const listener of listeners) {
      const own = byReader.get(listener.readerOf(shopId)!);
      if (own) listener.takeCounts(shopId, own);
    }
  }
}
