import type { ClientBase } from 'pg';
import { DataSource, type MixedList } from 'typeorm';
import { responseGraceMs, closeWhenUnresponsive } from './response-timeout.js';

/** How a service reaches its own database. Times are in milliseconds. */
export interface DataSourceSettings {
  /** `postgres://role:password@host:port/database` of the running role. */
  url: string;
  /** The service's own schema; the roles' search_path points at it. */
  schema: string;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  migrations?: MixedList<Function | string>;
  /** Max connections (default 10). */
  poolSize?: number;
  /** A connection that was idle this long is closed, and its prepared plans with it (default 10 000). */
  idleConnectionMs?: number;
  /** Default 10 000. */
  statementTimeoutMs?: number;
  /**
   * A query without a response for this long: the connection is closed (default: the statement timeout plus 5 000; none
   * where statements have no timeout).
   */
  responseTimeoutMs?: number;
  /** Default 5 000. */
  lockTimeoutMs?: number;
  /** Plans prepared statements once, for any value: the hot path's cost must not depend on parameters. */
  forceGenericPlan?: boolean;
  /** Further parameters of each connection, such as the planner's. */
  parameters?: Record<string, string | number>;
}

/** A TypeORM DataSource with the suite's limits; it never synchronizes a schema. */
export function createDataSource(settings: DataSourceSettings): DataSource {
  const { statementTimeoutMs = 10_000 } = settings;
  const responseTimeoutMs =
    settings.responseTimeoutMs ?? (statementTimeoutMs && statementTimeoutMs + responseGraceMs);
  const parameters: Record<string, string | number> = {
    search_path: settings.schema,
    timezone: 'UTC',
    statement_timeout: statementTimeoutMs,
    lock_timeout: settings.lockTimeoutMs ?? 5_000,
    // A transaction that was left open must not hold back vacuum.
    idle_in_transaction_session_timeout: 30_000,
    ...(settings.forceGenericPlan ? { plan_cache_mode: 'force_generic_plan' } : {}),
    ...settings.parameters,
  };
  return new DataSource({
    type: 'postgres',
    url: settings.url,
    schema: settings.schema,
    applicationName: settings.applicationName,
    migrations: settings.migrations ?? [],
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    installExtensions: false,
    synchronize: false,
    poolSize: settings.poolSize ?? 10,
    parseInt8: true,
    connectTimeoutMS: 5_000,
    extra: {
      options: Object.entries(parameters)
        .map(([name, value]) => `-c ${name}=${value}`)
        .join(' '),
      keepAlive: true,
      ...(responseTimeoutMs
        ? { onConnect: (client: ClientBase) => closeWhenUnresponsive(client, responseTimeoutMs) }
        : {}),
      // An idle connection does not keep a process alive that has nothing else to do.
      ...(settings.idleConnectionMs
        ? { idleTimeoutMillis: settings.idleConnectionMs, allowExitOnIdle: true }
        : {}),
    },
  });
}
