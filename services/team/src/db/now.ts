import { statement, type Queryable } from '@switchboard/persistence';

const readNow = statement('now', 'select switchboard_now() as now');

/** The database's time: the only clock of this service's rules and records. */
export async function now(q: Queryable): Promise<Date> {
  const [row] = await q.query<{ now: Date }>(readNow);
  if (!row) throw new Error('the database told no time');
  return row.now;
}
