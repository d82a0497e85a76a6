import { createHash } from 'node:crypto';
import type { MixedList } from 'typeorm';
import { createDataSource } from './data-source.js';
import { openDirectConnection } from './direct-connection.js';

/** What to migrate, and where to say what happened. */
export interface MigrateSettings {
  /** URL of the OWNER role: the running role may not change tables. */
  url: string;
  schema: string;
  migrations: MixedList<Function | string>;
  log?: (line: string) => void;
}

/**
 * Brings the schema up to date and answers the names of what was applied. Two processes may call it at
 * once: an advisory lock lets one through, the other finds nothing left to do.
 */
export async function migrate({
  url,
  schema,
  migrations,
  log = () => {},
}: MigrateSettings): Promise<string[]> {
  const key = createHash('sha256').update(`migrate:${schema}`).digest().readBigInt64BE(0).toString();
  const guard = await openDirectConnection({ url, schema, applicationName: `${schema}-migrate` });
  try {
    await guard.query('select pg_advisory_lock($1)', [key]);
    const dataSource = createDataSource({
      url,
      schema,
      migrations,
      applicationName: `${schema}-migrate`,
      poolSize: 2,
      statementTimeoutMs: 0,
    });
    await dataSource.initialize();
    try {
      const applied = await dataSource.runMigrations();
      for (const migration of applied) log(`applied ${migration.name}`);
      return applied.map((migration) => migration.name);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await guard.end();
  }
}
