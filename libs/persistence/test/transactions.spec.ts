import { jest } from '@jest/globals';
import { testDatabase, until, type TestDatabase } from '@switchboard/testing';
import type { DataSource, QueryRunner } from 'typeorm';
import {
  createDataSource,
  Database,
  installFoundations,
  isConnectionFailure,
  isUniqueViolation,
  statement,
  TransactionRunner,
} from '../src/index.js';

class CreateCounter1700000000000 {
  async up(queryRunner: QueryRunner): Promise<void> {
    await installFoundations(queryRunner);
    await queryRunner.query('create table counter (id int primary key, value bigint not null default 0)');
    await queryRunner.query('insert into counter (id) values (1), (2)');
  }

  async down(): Promise<void> {}
}

describe('transactions on a real PostgreSQL', () => {
  let test: TestDatabase;
  let dataSource: DataSource;
  let database: Database;
  let transactions: TransactionRunner;

  beforeAll(async () => {
    test = await testDatabase('persistence', [CreateCounter1700000000000]);
    dataSource = await createDataSource({
      url: test.url,
      schema: 'persistence',
      applicationName: 'persistence-test',
    }).initialize();
    database = new Database(dataSource);
    transactions = new TransactionRunner(dataSource);
  });

  afterAll(async () => {
    await dataSource?.destroy();
    await test?.close();
  });

  const bump = statement('bump', 'update counter set value = value + 1 where id = $1 returning value');

  it('answers int8 as a number and prepares a named statement once', async () => {
    await transactions.run(async (tx) => {
      const [row] = await tx.query<{ value: number }>(bump, [1]);
      expect(typeof row!.value).toBe('number');
      await tx.query(bump, [1]);
      const prepared = await tx.query('select 1 from pg_prepared_statements where name = $1', ['bump']);
      expect(prepared).toHaveLength(1);
    });
  });

  it('rolls back and runs nothing after a commit that did not happen', async () => {
    const follow = jest.fn<() => void>();
    const before = await test.query('select value from counter where id = 1');
    await expect(
      transactions.run(async (tx) => {
        tx.afterCommit(follow);
        await tx.query(bump, [1]);
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');
    expect(await test.query('select value from counter where id = 1')).toEqual(before);
    expect(follow).not.toHaveBeenCalled();
  });

  it('runs the steps after the commit, and a failing one does not undo it', async () => {
    const order: string[] = [];
    await transactions.run(async (tx) => {
      tx.afterCommit(() => Promise.reject(new Error('lost')));
      tx.afterCommit(() => void order.push('after'));
      await tx.query(bump, [2]);
      order.push('work');
    });
    expect(order).toEqual(['work', 'after']);
  });

  it('runs a transaction again after a deadlock', async () => {
    const arrived: number[] = [];
    const inOrder = (first: number, second: number) =>
      transactions.run(async (tx) => {
        await tx.query(bump, [first]);
        arrived.push(first);
        await until(() => new Set(arrived).size === 2, { describe: 'both transactions to hold a lock' });
        await tx.query(bump, [second]);
        return true;
      });
    expect(await Promise.all([inOrder(1, 2), inOrder(2, 1)])).toEqual([true, true]);
    expect(arrived.length).toBeGreaterThan(2);
  });

  it('lets the running role change rows but not tables', async () => {
    await expect(database.query('drop table counter')).rejects.toMatchObject({ code: '42501' });
  });

  it('reads one clock, which a test can stop', async () => {
    await test.setNow(new Date('2030-01-01T00:00:00Z'));
    const [row] = await database.query<{ now: Date }>('select switchboard_now() as now');
    expect(row!.now.toISOString()).toBe('2030-01-01T00:00:00.000Z');
    await test.setNow(undefined);
  });

  it('tells errors apart', async () => {
    const twice = database.query('insert into counter (id) values (1)');
    await expect(twice.catch(isUniqueViolation)).resolves.toBe(true);
    expect(isConnectionFailure(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))).toBe(true);
    expect(isConnectionFailure(new Error('x'))).toBe(false);
  });
});
