import type { SystemAddress } from '@switchboard/testing';
import pg from 'pg';

/**
 * Prepared statements planned once, as the engine has them; joins as the planner likes, because counting needs them.
 * A decision may wait for the others as long as it takes.
 */
const settings =
  '-c search_path=routing -c timezone=UTC -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off';

/** Whatever runs SQL here: the pool (autocommit) or one client in its transaction. */
export type Connection = Pick<pg.Pool, 'query'> | pg.PoolClient;

export function openConnections({ databaseUrl, connections }: SystemAddress): pg.Pool {
  return new pg.Pool({
    connectionString: databaseUrl,
    max: connections,
    idleTimeoutMillis: 0,
    options: settings,
  });
}

/** A prepared statement; `name` is its own on every connection. */
export async function ask<Row>(
  connection: Connection,
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  return (await connection.query({ name, text, values: [...values] })).rows as Row[];
}

/** One transaction on one connection. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
