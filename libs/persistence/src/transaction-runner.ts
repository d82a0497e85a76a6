import { Injectable, Logger } from '@nestjs/common';
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import type { PoolClient } from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';
import { isRetriable } from './postgres-errors.js';
import { toQueryConfig, type Queryable, type Statement } from './statement.js';

/** One open transaction, as a use case sees it. */
export interface Transaction extends Queryable {
  /** Runs once the commit is known to have happened. Its errors are logged: the change stands. */
  afterCommit(follow: () => void | Promise<void>): void;
}

/** Max attempts after serialization failures and deadlocks. */
const maxAttempts = 4;

class OpenTransaction implements Transaction {
  private readonly follows: Array<() => void | Promise<void>> = [];

  constructor(private readonly client: PoolClient) {}

  async query<Row = Record<string, unknown>>(sql: Statement | string, params?: readonly unknown[]) {
    return (await this.client.query(toQueryConfig(sql, params))).rows as Row[];
  }

  afterCommit(follow: () => void | Promise<void>): void {
    this.follows.push(follow);
  }

  async committed(logger: Logger): Promise<void> {
    for (const follow of this.follows) {
      try {
        await follow();
      } catch (error) {
        logger.warn({ err: error }, 'a step after a commit failed; the change stands');
      }
    }
  }
}

/** Gives use cases a transaction; they never open one themselves. */
@Injectable()
export class TransactionRunner {
  private readonly logger = new Logger(TransactionRunner.name);

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs `work` in one transaction and answers its result after the commit. The whole of `work` is
   * run again after a deadlock or serialization failure, so it must keep its effects in the transaction.
   */
  async run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const again = retry(handleWhen(isRetriable), {
      maxAttempts: maxAttempts - 1,
      backoff: new ExponentialBackoff({ initialDelay: 5, maxDelay: 200 }),
    });
    return again.execute(() => this.once(work));
  }

  private async once<T>(work: (tx: Transaction) => Promise<T>) {
    const runner: QueryRunner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      await runner.startTransaction();
      const tx = new OpenTransaction(client);
      let result: T;
      try {
        result = await work(tx);
        await runner.commitTransaction();
      } catch (error) {
        if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
        throw error;
      }
      await tx.committed(this.logger);
      return result;
    } finally {
      await runner.release();
    }
  }
}
