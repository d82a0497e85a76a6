import type pg from 'pg';
import type { DeadLetter } from './dead-letter-reader.js';

/** A key that waits, as an operator sees it. */
export interface ParkedLine {
  topic: string;
  key: string;
  reason: string;
  since: Date;
  events: number;
  releasing: boolean;
}

/** The operator's side of the parked keys: requests that the running consumers carry out. */
export class ParkedLines {
  constructor(
    private readonly database: pg.Client,
    private readonly consumer: string,
  ) {}

  async list(topic?: string, key?: string): Promise<ParkedLine[]> {
    const { rows } = await this.database.query<ParkedLine>(
      `select k.topic, k.key, k.reason, k.parked_at as since, k.release_requested_at is not null as releasing,
         (select count(*)::int from parked_event e
          where e.consumer = k.consumer and e.topic = k.topic and e.key = k.key) as events
       from parked_key k
       where k.consumer = $1 and ($2::text is null or k.topic = $2) and ($3::text is null or k.key = $3)
       order by k.parked_at`,
      [this.consumer, topic ?? null, key ?? null],
    );
    return rows;
  }

  /** Asks for the key's events to be tried again, in order. Asking twice is asking once. */
  async release({ topic, key }: Pick<ParkedLine, 'topic' | 'key'>): Promise<void> {
    await this.database.query(
      `update parked_key set release_requested_at = coalesce(release_requested_at, switchboard_now())
       where consumer = $1 and topic = $2 and key = $3`,
      [this.consumer, topic, key],
    );
  }

  /** Gives up the event at the head of the line. Its dead letter stays. */
  async discardFirst({ topic, key }: Pick<ParkedLine, 'topic' | 'key'>): Promise<void> {
    await this.database.query(
      `delete from parked_event where seq = (
         select seq from parked_event where consumer = $1 and topic = $2 and key = $3 order by seq limit 1)`,
      [this.consumer, topic, key],
    );
  }

  /** Which of these dead letters were replayed before, as `partition/offset` of the dead letter. */
  async replayed(letters: readonly DeadLetter[]): Promise<Set<string>> {
    const { rows } = await this.database.query<{ id: string }>(
      `select topic || '/' || partition || '/' || record_offset as id from replayed_dead_letter`,
    );
    const known = new Set(rows.map(({ id }) => id));
    return new Set(letters.map(letterId).filter((id) => known.has(id)));
  }

  /**
   * Hands a dead letter to the consumer once more: to this one only, in the line of its key, so that
   * other services see nothing of it and newer events of the key come after it.
   */
  async replay(letter: DeadLetter): Promise<void> {
    const { topic, partition, offset, key, headers, value } = letter.original;
    await this.database.query('begin');
    try {
      await this.database.query(
        `insert into parked_key (consumer, topic, key, partition, reason, release_requested_at)
         values ($1, $2, $3, $4, $5, switchboard_now())
         on conflict (consumer, topic, key) do update set release_requested_at = switchboard_now()`,
        [this.consumer, topic, key, partition, letter.reason],
      );
      await this.database.query(
        `insert into parked_event (consumer, topic, key, partition, record_offset, headers, value)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
        [this.consumer, topic, key, partition, offset, JSON.stringify(headers), value],
      );
      await this.database.query(
        `insert into replayed_dead_letter (topic, partition, record_offset) values ($1, $2, $3) on conflict do nothing`,
        [topic, letter.partition, letter.offset],
      );
      await this.database.query('commit');
    } catch (error) {
      await this.database.query('rollback');
      throw error;
    }
  }
}

/** A dead letter's name in `replayed_dead_letter`. */
export const letterId = ({ original, partition, offset }: DeadLetter): string =>
  `${original.topic}/${partition}/${offset}`;
