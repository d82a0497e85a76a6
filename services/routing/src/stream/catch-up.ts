import { Injectable } from '@nestjs/common';
import { EventLog, pageSize } from '../event-log/event-log.js';
import { LoadChanges } from './load-changes.query.js';
import { LogTail } from '../event-log/log-tail.js';
import type { StreamConnection } from './stream-connection.js';
import { isResumable } from '../event-log/log-position.js';
import { instanceTag, shopTag, type StreamPosition } from './stream-position.js';

/** Replays what a connection missed since its reader's position. */
@Injectable()
export class CatchUp {
  constructor(
    private readonly log: EventLog,
    private readonly tail: LogTail,
    private readonly changes: LoadChanges,
  ) {}

  /** The Redis instance that positions belong to. */
  get instance(): string {
    return this.tail.instance;
  }

  /** Throws while the log cannot be read: better an error than a silent stream. */
  async requireLog(shopIds: readonly string[]): Promise<void> {
    if (shopIds[0] !== undefined) await this.log.end(shopIds[0]);
  }

  /**
   * The connection is listening already, so nothing is lost in between. `asked` is what the reader sent, `from` the
   * position it decodes to (undefined: not one of this service); a shop whose position has expired is reset.
   */
  async run(
    connection: StreamConnection,
    shopIds: readonly string[],
    asked: string | undefined,
    from: StreamPosition | undefined,
  ): Promise<void> {
    const usable = from?.instance === instanceTag(this.instance) ? from : undefined;
    const gone: string[] = [];
    for (const shopId of shopIds) {
      const end = await this.log.end(shopId);
      const known = usable?.shops.get(shopTag(shopId));
      const resumed = known && isResumable(known, end) ? known : undefined;
      connection.startFrom(shopId, resumed ?? { generation: end.generation, entry: end.entry });
      if (asked !== undefined && !resumed) gone.push(shopId);
    }
    if (gone.length === shopIds.length && gone.length > 0) connection.reset(null);
    else gone.forEach((shopId) => connection.reset(shopId));
    for (const shopId of shopIds) {
      await this.replay(connection, shopId);
      connection.goLive(shopId);
    }
    connection.heartbeat();
  }

  private async replay(connection: StreamConnection, shopId: string): Promise<void> {
    while (!connection.isEnded) {
      const entries = await this.log.after(shopId, connection.positionOf(shopId).entry);
      if (entries.length === 0) return;
      const changes = await this.changes.run(shopId, entries);
      for (const entry of entries) {
        connection.write(shopId, { ...changes, entries: [entry] });
        // Entry by entry: a page of long messages at once is more than may wait for a reader.
        await connection.drained();
      }
      if (entries.length < pageSize) return;
    }
  }
}
