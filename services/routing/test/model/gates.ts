import type { TestDatabase } from '@switchboard/testing';
import type { Client } from 'pg';
import { functionFiles } from '../function-source.js';
import type { FunctionSources } from './source-edits.js';

const lockStatement = /for no key update( skip locked)?;/g;

/**
 * Places inside the SQL functions, one behind each of their lock statements, at which a call can be made to stop with
 * the locks it has by then: so the rounds, fences and closes of several processes meet inside PostgreSQL too, in the
 * order that the schedule says. A gate is an advisory lock (place, process) that the schedule holds.
 */
export class Gates {
  private readonly places = new Map<string, number[]>();

  constructor(private readonly client: Client) {}

  /** Makes the gates; the processes' connections are named `process-<n>`. */
  async build(database: TestDatabase, sources: FunctionSources): Promise<void> {
    await database.query(`
      create function gate(place int) returns void language plpgsql as $$
      declare process constant int := substring(current_setting('application_name') from '[0-9]+$')::int;
      begin
        perform pg_advisory_lock_shared(place, process);
        perform pg_advisory_unlock_shared(place, process);
      end $$`);
    let place = 0;
    for (const name of functionFiles()) {
      const mine: number[] = [];
      if (!lockStatement.test(sources.text(name))) continue;
      lockStatement.lastIndex = 0;
      sources.change(name, (text) =>
        text.replace(lockStatement, (found) => {
          mine.push(++place);
          return `${found} perform gate(${place});`;
        }),
      );
      this.places.set(name, mine);
    }
  }

  /** The gates of the function that a statement calls. */
  placesOf(functionName: string): readonly number[] {
    return this.places.get(functionName) ?? [];
  }

  async close(place: number, process: number): Promise<void> {
    await this.client.query('select pg_advisory_lock($1, $2)', [place, process]);
  }

  async open(place: number, process: number): Promise<void> {
    await this.client.query('select pg_advisory_unlock($1, $2)', [place, process]);
  }

  /** How many calls stand at a gate or wait for a row. */
  async standing(): Promise<number> {
    const { rows } = await this.client.query(
      `with here as materialized (select pid, granted, database from pg_locks)
       select count(distinct pid)::int as n from here where not granted and pid in (
         select pid from here where database = (select oid from pg_database where datname = current_database()))`,
    );
    return (rows[0] as { n: number }).n;
  }
}
