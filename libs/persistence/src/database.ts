import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { setResponseTimeout, responseGraceMs } from './response-timeout.js';
import { isStatementTimeout } from './postgres-errors.js';
import { toQueryConfig, type Queryable, type Statement } from './statement.js';

/** Plain queries on the DataSource's pool, each its own transaction (autocommit). */
@Injectable()
export class Database implements Queryable {
  constructor(private readonly dataSource: DataSource) {}

  async query<Row = Record<string, unknown>>(sql: Statement | string, params?: readonly unknown[]) {
    const result = await this.pool.query(toQueryConfig(sql, params));
    return result.rows as Row[];
  }

  /**
   * For a rare change of unbounded size: a statement that ran into the usual timeout is retried once with this one.
   * Otherwise it would time out on every retry.
   */
  async queryWithin<Row = Record<string, unknown>>(
    limitMs: number,
    sql: Statement | string,
    params?: readonly unknown[],
  ): Promise<Row[]> {
    try {
      return await this.query<Row>(sql, params);
    } catch (error) {
      if (!isStatementTimeout(error)) throw error;
      return await this.runWithTimeout<Row>(limitMs, sql, params);
    }
  }

  private async runWithTimeout<Row>(limitMs: number, sql: Statement | string, params?: readonly unknown[]) {
    const client = await this.pool.connect();
    let failure: Error | undefined;
    try {
      setResponseTimeout(client, limitMs + responseGraceMs);
      await client.query('begin');
      await client.query(`set local statement_timeout = ${limitMs}`);
      const { rows } = await client.query(toQueryConfig(sql, params));
      await client.query('commit');
      return rows as Row[];
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      // Its timeouts have changed: it does not go back into the pool.
      client.release(failure ?? true);
    }
  }

  /** TypeORM's own pool: its `query` cannot name a statement, pg's can. */
  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }
}
