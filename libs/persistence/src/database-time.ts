import { statement, type Queryable } from './statement.js';

const readTime = statement('database_time', 'select switchboard_now() as now');

/** The database's time: the only clock of rules and records. Tests replace it in their own database. */
export async function databaseTime(q: Queryable): Promise<Date> {
  const [row] = await q.query<{ now: Date }>(readTime);
  return row!.now;
}
