import { openDirectConnection } from '@switchboard/persistence';
import type pg from 'pg';
import { Slots } from '../../slots.js';
import { laneCount } from '../outbox-tables.js';
import { lockSpace, notify, tryLane, wakeChannel } from './relay-statements.js';

/** A query as pg takes it, by name. */
export interface NamedQuery {
  name: string;
  text: string;
}

/** Where the outbox is. */
export interface RelaySessionSettings {
  url: string;
  schema: string;
  applicationName: string;
}

/**
 * The relay's own connection. It holds the lanes' locks, and everything the relay reads and marks goes
 * through it: a relay that has lost its locks has lost its connection too, and cannot read on unawares.
 */
export class RelaySession {
  private readonly ended = new AbortController();
  private readonly lanes = new Set<number>();
  /** The driver takes one query at a time; the lanes share the connection. */
  private readonly turn = new Slots(1);

  private constructor(private readonly client: pg.Client) {
    const end = () => this.ended.abort();
    client.on('error', end);
    client.on('end', end);
  }

  /** Opens the connection and listens for other processes' wake-ups. */
  static async open(
    settings: RelaySessionSettings,
    onWake: (lanes: readonly number[] | undefined) => void,
  ): Promise<RelaySession> {
    const session = new RelaySession(await openDirectConnection(settings));
    session.client.on('notification', ({ payload }) =>
      onWake(payload ? payload.split(',').map(Number) : undefined),
    );
    await session.client.query(`listen ${wakeChannel}`);
    return session;
  }

  /** Aborted when the connection is gone, and every lock with it. */
  get signal(): AbortSignal {
    return this.ended.signal;
  }

  get heldLanes(): ReadonlySet<number> {
    return this.lanes;
  }

  /** Tries the lanes this session does not hold and answers those it has got now. */
  async acquireLanes(): Promise<number[]> {
    const won: number[] = [];
    for (let lane = 0; lane < laneCount; lane += 1) {
      if (this.lanes.has(lane)) continue;
      const [row] = await this.query<{ held: boolean }>(tryLane, [lockSpace, lane]);
      if (!row?.held) continue;
      this.lanes.add(lane);
      won.push(lane);
    }
    return won;
  }

  async query<Row>({ name, text }: NamedQuery, values: unknown[]): Promise<Row[]> {
    try {
      return await this.turn.use(async () => (await this.client.query({ name, text, values })).rows as Row[]);
    } catch (error) {
      if (this.signal.aborted) throw new Error('the relay lost its connection', { cause: error });
      throw error;
    }
  }

  async notify(lanes: readonly number[] | undefined): Promise<void> {
    await this.query(notify, [wakeChannel, lanes ? lanes.join(',') : '']);
  }

  /** Gives the locks back by closing the connection. */
  async close(): Promise<void> {
    this.ended.abort();
    await this.client.end().catch(() => undefined);
  }
}
