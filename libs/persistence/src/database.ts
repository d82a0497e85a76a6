import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { toQueryConfig, type Queryable, type Statement } from './statement.js';

/** Plain queries on the DataSource's pool, each its own transaction (autocommit). */
@Injectable()
export class Database implements Queryable {
  constructor(private readonly dataSource: DataSource) {}

  async query<Row = Record<string, unknown>>(sql: Statement | string, params?: readonly unknown[]) {
    const result = await this.pool.query(toQueryConfig(sql, params));
    return result.rows as Row[];
  }

  /** TypeORM's own pool: its `query` cannot name a statement, pg's can. */
  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }
}
