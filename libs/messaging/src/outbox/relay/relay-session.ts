import { Batcher } from '@switchboard/chassis';
import { openDirectConnection } from '@switchboard/persistence';
import type { Socket } from 'node:net';
import type pg from 'pg';
import { aloneUnlessTransient } from '../../consumer/consumer-errors.js';
import { Slots } from '../../slots.js';
import { laneCount } from '../outbox-tables.js';
import type { OutboxColumns } from './outbox-row.js';
import { lockSpace, mark, nextRows, notify, tryLane, wakeChannel } from './relay-statements.js';

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
  /** Every query of the relay is short; one that takes longer has lost its server. */
  answerMs: number;
  /** Between two readings, and between two markings. */
  restMs: number;
}

/**
 * Tomorrow's partition is empty when the plan is made. A plan that reads such a table whole would go on doing so while
 * it grows, until it is analyzed.
 */
const byIndex = { enable_seqscan: 'off', jit: 'off' };

/** What a lane asks for: its next rows, those aside that it holds. */
interface Reading {
  lane: number;
  held: readonly string[];
}

/** Rows of a lane that Kafka has got and hooks have seen. */
interface Marking {
  lane: number;
  seqs: readonly string[];
}

/** Marks may be later than reads: nothing waits for them. */
const marksPerReads = 3;

/** Rows of one lane read in one go. */
export const rowsAtOnce = 500;

/**
 * The relay's own connection. It holds the lanes' locks, and everything the relay reads and marks goes
 * through it: a relay that has lost its locks has lost its connection too, and cannot read on unawares.
 */
export class RelaySession {
  private readonly ended = new AbortController();
  private readonly lanes = new Set<number>();
  /** The driver takes one query at a time; the lanes share the connection. */
  private readonly turn = new Slots(1);

  private readonly readings: Batcher<Reading, OutboxColumns[]>;
  private readonly markings: Batcher<Marking>;

  private constructor(
    private readonly client: pg.Client,
    private readonly answerMs: number,
    restMs: number,
  ) {
    const afterFailure = aloneUnlessTransient;
    this.readings = new Batcher((asked) => this.readAll(asked), { restMs, afterFailure });
    this.markings = new Batcher((marked) => this.markAll(marked), {
      restMs: restMs * marksPerReads,
      afterFailure,
    });
    const end = () => this.ended.abort();
    client.on('error', end);
    client.on('end', end);
  }

  /** Opens the connection and listens for other processes' wake-ups. */
  static async open(
    settings: RelaySessionSettings,
    onWake: (lanes: readonly number[] | undefined) => void,
  ): Promise<RelaySession> {
    const connection = await openDirectConnection({ ...settings, parameters: byIndex });
    const session = new RelaySession(connection, settings.answerMs, settings.restMs);
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

  /** A query without an answer counts as a lost connection: the server is gone without closing it. */
  async query<Row>(named: NamedQuery, values: unknown[]): Promise<Row[]> {
    return this.turn.use(async () => {
      this.signal.throwIfAborted();
      const late = setTimeout(() => this.abandon(), this.answerMs);
      try {
        return (await this.client.query({ ...named, values })).rows as Row[];
      } catch (error) {
        if (this.signal.aborted) throw new Error('the relay lost its connection', { cause: error });
        throw error;
      } finally {
        clearTimeout(late);
      }
    });
  }

  /** The next rows of a lane in their order; lanes that ask together are answered by one query. */
  read(lane: number, held: readonly string[]): Promise<OutboxColumns[]> {
    return this.readings.run({ lane, held });
  }

  /** These rows are done with. */
  mark(lane: number, seqs: readonly string[]): Promise<void> {
    return this.markings.run({ lane, seqs });
  }

  async notify(lanes: readonly number[] | undefined): Promise<void> {
    await this.query(notify, [wakeChannel, lanes ? lanes.join(',') : '']);
  }

  /** Gives the locks back by closing the connection. */
  async close(): Promise<void> {
    this.ended.abort();
    await this.client.end().catch(() => undefined);
  }

  private async readAll(asked: readonly Reading[]): Promise<OutboxColumns[][]> {
    const rows = await this.query<OutboxColumns & { lane: number }>(nextRows, [
      asked.map(({ lane }) => lane),
      asked.flatMap(({ held }) => held),
      rowsAtOnce,
    ]);
    const byLane = Map.groupBy(rows, ({ lane }) => lane);
    return asked.map(({ lane }) => byLane.get(lane) ?? []);
  }

  private async markAll(marked: readonly Marking[]): Promise<void[]> {
    await this.query(mark, [
      [...new Set(marked.map(({ lane }) => lane))],
      marked.flatMap(({ seqs }) => seqs),
    ]);
    return marked.map(() => undefined);
  }

  /** Without a word of good-bye, which would wait for an answer too. */
  private abandon(): void {
    this.ended.abort();
    (this.client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
  }
}
