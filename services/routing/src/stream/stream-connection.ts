import type { ServerResponse } from 'node:http';
import type { CountsView, StreamEvent } from '@switchboard/contracts';
import type { ChatAccessStanding } from '@switchboard/permissions';
import type { ShopReader } from '../chats/shop-readers.js';
import { eventsForReader, type UnplacedEvent } from './events-for-reader.js';
import type { LoadedChanges } from './load-changes.query.js';
import type { FeedListener } from './shop-feeds.js';
import type { ShopRecord } from '../event-log/shop-record.js';
import { compareEntries, type LogPosition } from '../event-log/log-position.js';
import { encodePosition, instanceTag, shopTag } from './stream-position.js';

/** Max unsent bytes for a slow reader; beyond, it is disconnected and reconnects with its position. */
const backlogBytes = 1024 * 1024;
/** How many record ids are remembered to drop repetitions. */
const rememberedRecords = 1_000;
/** Max entries buffered while a reader catches up. */
const bufferedEntries = 1_000;

interface ListenedShop {
  reader: ShopReader;
  position: LogPosition;
  /** Entries buffered until the reader has caught up. */
  waiting?: LoadedChanges[];
  counts?: string;
}

/** What a connection needs. */
export interface ConnectionSettings {
  response: ServerResponse;
  /** The Redis instance that the positions belong to. */
  instance: () => string;
  /** The reader's rights in a shop under a changed chat access. */
  readerUnder: (shopId: string, roles: ChatAccessStanding[] | undefined) => ShopReader;
  /** Of the rights that it was opened with. */
  accessVersion: number;
  onEnd: () => void;
}

/** One reader's open stream: places each event and writes it. */
export class StreamConnection implements FeedListener {
  private readonly shops = new Map<string, ListenedShop>();
  private readonly recent = new Set<string>();
  private ended = false;

  constructor(private readonly settings: ConnectionSettings) {
    settings.response.once('close', () => this.end());
  }

  get isEnded(): boolean {
    return this.ended;
  }

  /** Adds a shop; its events wait until `goLive`. */
  listen(reader: ShopReader): void {
    this.shops.set(reader.shopId, { reader, position: { generation: '', entry: '0-0' }, waiting: [] });
  }

  /** From where on the shop's events are written. */
  startFrom(shopId: string, position: LogPosition): void {
    this.shops.get(shopId)!.position = position;
  }

  positionOf(shopId: string): LogPosition {
    return this.shops.get(shopId)!.position;
  }

  /** The replay is complete: writes what was buffered, from then on entries as they come. */
  goLive(shopId: string): void {
    const shop = this.shops.get(shopId);
    const waiting = shop?.waiting ?? [];
    if (shop) shop.waiting = undefined;
    for (const changes of waiting) this.write(shopId, changes);
  }

  readerOf(shopId: string): ShopReader | undefined {
    return this.shops.get(shopId)?.reader;
  }

  take(shopId: string, changes: LoadedChanges): void {
    const shop = this.shops.get(shopId);
    if (!shop || this.ended) return;
    if (!shop.waiting) return this.write(shopId, changes);
    shop.waiting.push(changes);
    const waiting = shop.waiting.reduce((sum, { entries }) => sum + entries.length, 0);
    if (waiting > bufferedEntries) this.end();
  }

  /** Writes what the reader may see of some changes, each once. */
  write(shopId: string, changes: LoadedChanges): void {
    const shop = this.shops.get(shopId);
    if (!shop) return;
    for (const { entry, generation, record } of changes.entries) {
      if (this.ended) return;
      if (generation !== shop.position.generation)
        this.reset(shopId, { generation, entry: shop.position.entry });
      else if (compareEntries(entry, shop.position.entry) <= 0) continue;
      shop.position = { generation, entry };
      if (this.isRepeated(record.id)) continue;
      if (this.isOutdatedBy(record, shop.reader)) return this.end();
      const before = shop.reader.readsAll;
      if (changes.chatAccess) shop.reader = this.settings.readerUnder(shopId, changes.chatAccess.roles);
      const events = eventsForReader(shop.reader, record, changes);
      // Only the last event of an entry moves the position: a reader disconnected in between gets all of them again.
      events.forEach((event, i) => this.send(event, i === events.length - 1));
      if (shop.reader.readsAll !== before) this.reset(shopId, shop.position);
    }
  }

  takeCounts(shopId: string, counts: CountsView): void {
    const shop = this.shops.get(shopId);
    const text = JSON.stringify(counts);
    if (!shop || this.ended || shop.waiting || shop.counts === text) return;
    shop.counts = text;
    this.send({ type: 'counts.updated', shopId, version: 0, counts }, true);
  }

  lost(shopId: string, position: LogPosition): void {
    this.reset(shopId, position);
  }

  /** Earlier entries are gone: the reader reloads and continues from here. Null: all shops. */
  reset(shopId: string | null, position?: LogPosition): void {
    if (shopId !== null && position) this.startFrom(shopId, position);
    this.send({ type: 'reset', shopId, version: 0 }, true);
  }

  /** Heartbeat for proxies, and the reader's position; an id without data is no event. */
  heartbeat(): void {
    if (!this.ended) this.put(`id: ${this.position()}\n\n`);
  }

  /** Resolves when a slow reader has taken what was written so far. */
  async drained(): Promise<void> {
    const { response } = this.settings;
    if (!response.writableNeedDrain || this.ended) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        response.off('drain', done).off('close', done);
        resolve();
      };
      response.on('drain', done).on('close', done);
    });
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.settings.response.end();
    this.settings.onEnd();
  }

  /** Its user was deactivated, lost a shop, or has other rights now: a reconnect is checked again. */
  private isOutdatedBy(record: ShopRecord, { userId }: ShopReader): boolean {
    return (
      record.kind === 'access' &&
      record.userId === userId &&
      record.accessVersion > this.settings.accessVersion
    );
  }

  /** An interrupted relay appends its last records again. */
  private isRepeated(recordId: string): boolean {
    if (this.recent.has(recordId)) return true;
    this.recent.add(recordId);
    if (this.recent.size > rememberedRecords) this.recent.delete(this.recent.values().next().value!);
    return false;
  }

  private send(event: UnplacedEvent, placed: boolean): void {
    const id = this.position();
    const data = JSON.stringify({ id, ...event } as StreamEvent);
    this.put(`${placed ? `id: ${id}\n` : ''}event: ${event.type}\ndata: ${data}\n\n`);
  }

  private put(text: string): void {
    if (this.ended) return;
    this.settings.response.write(text);
    if (this.settings.response.writableLength <= backlogBytes) return;
    this.settings.response.destroy();
    this.end();
  }

  private position(): string {
    const shops = new Map([...this.shops].map(([shopId, { position }]) => [shopTag(shopId), position]));
    return encodePosition({ instance: instanceTag(this.settings.instance()), shops });
  }
}
