import { createHash } from 'node:crypto';
import type { MixedList } from 'typeorm';
import { createDataSource } from '../data-source.js';
import { openDirectConnection } from '../direct-connection.js';
import { hashMigrations, noting, requireSameHistory } from './migration-record.js';
import { installSqlFunctions, readSqlFunctions } from './sql-functions.js';

/** What to migrate, and where to say what happened. */
export interface MigrateSettings {
  /** URL of the OWNER role: the running role may not change tables. */
  url: string;
  schema: string;
  migrations: MixedList<Function | string>;
  /** The folder below which slices keep their functions in `sql/`: they are installed after the migrations. */
  functions?: URL;
  log?: (line: string) => void;
}

/**
 * Brings tables and functions up to date and answers the names of what was applied. Two processes may call it at
 * once: an advisory lock lets one through, the other finds nothing left to do. Throws SchemaMismatchError, and changes
 * nothing, where the database has migrations that this code has not, or that do something else now.
 */
export async function migrate({
  url,
  schema,
  migrations,
  functions,
  log = () => {},
}: MigrateSettings): Promise<string[]> {
  const key = createHash('sha256').update(`migrate:${schema}`).digest().readBigInt64BE(0).toString();
  const guard = await openDirectConnection({ url, schema, applicationName: `${schema}-migrate` });
  try {
    await guard.query('select pg_advisory_lock($1)', [key]);
    const hashes = await hashMigrations(migrations);
    await requireSameHistory(guard, hashes);
    const dataSource = createDataSource({
      url,
      schema,
      migrations: noting(migrations, hashes),
      applicationName: `${schema}-migrate`,
      poolSize: 2,
      statementTimeoutMs: 0,
    });
    await dataSource.initialize();
    try {
      const applied = (await dataSource.runMigrations()).map(({ name }) => name);
      for (const name of applied) log(`applied ${name}`);
      const installed = functions ? await installSqlFunctions(guard, readSqlFunctions(functions)) : [];
      for (const name of installed) log(`installed the function ${name}`);
      return [...applied, ...installed];
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await guard.end();
  }
}
