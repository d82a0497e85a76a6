import pg from 'pg';
import { closeWhenUnresponsive } from './response-timeout.js';

/** A connection of its own, outside any pool: for advisory locks and LISTEN. */
export interface DirectConnectionSettings {
  url: string;
  schema: string;
  applicationName: string;
  /** Further parameters of the connection, such as the planner's. */
  parameters?: Record<string, string | number>;
  /** Closes the connection when a query has no response for this long; by default a query may wait forever, as for a lock. */
  responseTimeoutMs?: number;
}

/**
 * Opens one dedicated connection. Server-side keepalives (idle 5 s, interval 2 s, 3 probes) release a
 * dead host's advisory locks within seconds. The caller listens for 'error' and 'end' and closes it.
 */
export async function openDirectConnection(settings: DirectConnectionSettings): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: settings.url,
    application_name: settings.applicationName,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    options: [
      `-c search_path=${settings.schema}`,
      '-c tcp_keepalives_idle=5',
      '-c tcp_keepalives_interval=2',
      '-c tcp_keepalives_count=3',
      '-c timezone=UTC',
      ...Object.entries(settings.parameters ?? {}).map(([name, value]) => `-c ${name}=${value}`),
    ].join(' '),
  });
  await client.connect();
  if (settings.responseTimeoutMs) closeWhenUnresponsive(client, settings.responseTimeoutMs);
  return client;
}
