import { Injectable, Logger } from '@nestjs/common';
import { openDirectConnection } from '@switchboard/persistence';

/** Shops are divided by hash into this many ranges. */
export const rangeCount = 16;

/** The range of the shop in this column, in SQL. */
export const rangeOf = (column: string) => `(hashtextextended(${column}::text, 0) & ${rangeCount - 1})`;

/** Keeps the engine's advisory locks apart from everybody else's. */
const lockSpace = 7_401;

/** Which of the processes that look after ranges this one is, the oldest first, and how many there are. */
const placeAmongLeaders = `
  select count(*) filter (where (other.backend_start, other.pid) < (me.backend_start, me.pid))::int as place,
         count(*)::int as leaders
    from pg_stat_get_activity(pg_backend_pid()) as me
    join pg_stat_get_activity(null) as other
      on other.datid = me.datid and other.application_name = me.application_name`;
/** Row by row: what is beyond the limit is not locked. */
const take = 'select range from unnest($2::int[]) as range where pg_try_advisory_lock($1, range) limit $3';
const giveUp = 'select pg_advisory_unlock($1, range) from unnest($2::int[]) as range';

/** Which ranges of shops this process looks after: each range has one leader at a time. */
export abstract class ShopRanges {
  /** The ranges that are this process's now: its part of them, and with fewer processes more. */
  abstract owned(): Promise<number[]>;
  abstract close(): Promise<void>;
}

type DirectConnection = Awaited<ReturnType<typeof openDirectConnection>>;

/** Where the leader's connection goes. */
export class ShopRangesSettings {
  constructor(readonly databaseUrl: string) {}
}

/**
 * Leadership by advisory locks on a connection of its own: a process that dies loses them with it. Each time it is
 * asked a process gives up what is above its part, then takes what is free below it; a range on its way from one to the
 * other has no leader until that one asks.
 */
@Injectable()
export class AdvisoryShopRanges extends ShopRanges {
  private readonly logger = new Logger(AdvisoryShopRanges.name);
  private connection?: DirectConnection;
  private held = new Set<number>();
  private asking?: Promise<number[]>;

  constructor(private readonly settings: ShopRangesSettings) {
    super();
  }

  /** Concurrent calls get the same answer: a second connection's locks would outlive the first's. */
  owned(): Promise<number[]> {
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    return this.asking;
  }

  async close(): Promise<void> {
    await this.asking?.catch(() => undefined);
    const { connection } = this;
    await connection?.end().catch(() => undefined);
    this.lost(connection);
  }

  private async ask(): Promise<number[]> {
    const connection = this.connection ?? (await this.connect());
    const part = await this.partOf(connection);
    const surplus = [...this.held].slice(part);
    if (surplus.length > 0) {
      await connection.query(giveUp, [lockSpace, surplus]);
      for (const range of surplus) this.held.delete(range);
    }
    if (this.held.size < part) {
      const missing = Array.from({ length: rangeCount }, (_, range) => range).filter(
        (range) => !this.held.has(range),
      );
      const { rows } = await connection.query(take, [lockSpace, missing, part - this.held.size]);
      // Lost meanwhile: so are its locks.
      if (this.connection !== connection) return [];
      for (const { range } of rows as { range: number }[]) this.held.add(range);
    }
    return [...this.held];
  }

  /** How many ranges are this process's part: all parts together are all ranges. */
  private async partOf(connection: DirectConnection): Promise<number> {
    const { rows } = await connection.query(placeAmongLeaders);
    const [{ place, leaders }] = rows as [{ place: number; leaders: number }];
    return Math.floor(rangeCount / leaders) + (place < rangeCount % leaders ? 1 : 0);
  }

  private async connect(): Promise<DirectConnection> {
    const connection = await openDirectConnection({
      url: this.settings.databaseUrl,
      schema: 'routing',
      applicationName: 'routing-sweep',
      responseTimeoutMs: 5_000,
    });
    connection.on('error', (error) => {
      this.logger.warn({ err: error }, 'the leader connection broke; another process may take its ranges');
      this.lost(connection);
    });
    connection.on('end', () => this.lost(connection));
    this.connection = connection;
    return connection;
  }

  private lost(connection: DirectConnection | undefined): void {
    if (this.connection !== connection) return;
    this.connection = undefined;
    this.held = new Set();
  }
}
