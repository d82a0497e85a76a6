import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { allowSilence, answerGraceMs } from './given-up-connection.js';
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
   * For a rare change whose size nobody bounds: a statement that ran into the usual limit is run once more with this
   * one. What can never be done in time would be tried for ever.
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
      return await this.unhurried<Row>(limitMs, sql, params);
    }
  }

  private async unhurried<Row>(limitMs: number, sql: Statement | string, params?: readonly unknown[]) {
    const client = await this.pool.connect();
    let failure: Error | undefined;
    try {
      allowSilence(client, limitMs + answerGraceMs);
      await client.query('begin');
      await client.query(`set local statement_timeout = ${limitMs}`);
      const { rows } = await client.query(toQueryConfig(sql, params));
      await client.query('commit');
      return rows as Row[];
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      // Its limits are others now: nobody else gets it.
      client.release(failure ?? true);
    }
  }

  /** TypeORM's own pool: its `query` cannot name a statement, pg's can. */
  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }
}
