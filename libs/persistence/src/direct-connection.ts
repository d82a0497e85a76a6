import pg from 'pg';
import { giveUpWhenSilent } from './given-up-connection.js';

/** A connection of its own, outside any pool: for advisory locks and LISTEN. */
export interface DirectConnectionSettings {
  url: string;
  schema: string;
  applicationName: string;
  /** Further parameters of the connection, such as the planner's. */
  parameters?: Record<string, string | number>;
  /** A query without an answer for so long breaks the connection; by default a query may wait for ever, as for a lock. */
  answerTimeoutMs?: number;
}

/**
 * Opens one dedicated connection. Server-side keepalives (idle 5 s, interval 2 s, 3 probes) let a
 * dead host's advisory locks go within seconds. The caller listens for 'error' and 'end' and closes it.
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
  if (settings.answerTimeoutMs) giveUpWhenSilent(client, settings.answerTimeoutMs);
  return client;
}
