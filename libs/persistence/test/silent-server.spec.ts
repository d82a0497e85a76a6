import { FaultProxy, testDatabase, type TestDatabase } from '@switchboard/testing';
import type { DataSource } from 'typeorm';
import {
  createDataSource,
  Database,
  isConnectionFailure,
  openDirectConnection,
  TransactionRunner,
} from '../src/index.js';

describe('a server that is gone without a word', () => {
  let test: TestDatabase;
  let proxy: FaultProxy & { url: string };
  let dataSource: DataSource;
  let database: Database;
  const settings = { schema: 'persistence', applicationName: 'persistence-test', responseTimeoutMs: 600 };

  beforeAll(async () => {
    test = await testDatabase('persistence', []);
    proxy = await FaultProxy.toUrl(test.url);
    dataSource = await createDataSource({ ...settings, url: proxy.url, poolSize: 1 }).initialize();
    database = new Database(dataSource);
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await proxy?.close();
    await test?.close();
  });
  afterEach(() => {
    proxy.mode = 'pass';
  });

  const lost = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(isConnectionFailure(error)).toBe(true);
    proxy.mode = 'pass';
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  };

  it('a query fails instead of waiting for ever, and the next one has another connection', async () => {
    await database.query('select 1');
    proxy.mode = 'hang';
    await lost(database.query('select 1'));
  });

  it('also on a connection that was not used for long before', async () => {
    const connection = await openDirectConnection({ ...settings, url: proxy.url });
    connection.on('error', () => undefined);
    const { stream } = (connection as unknown as { connection: { stream: NodeJS.EventEmitter } }).connection;
    await new Promise((resolve) => stream.once('timeout', resolve));
    await connection.query('select 1');
    proxy.mode = 'hang';
    await lost(connection.query('select 1'));
  });

  it('so does a transaction', async () => {
    const transactions = new TransactionRunner(dataSource);
    await lost(
      transactions.run(async (tx) => {
        await tx.query('select 1');
        proxy.mode = 'hang';
        await tx.query('select 2');
      }),
    );
  });

  it('a connection of its own breaks', async () => {
    const connection = await openDirectConnection({ ...settings, url: proxy.url });
    const broken = new Promise((resolve) => connection.on('error', resolve));
    proxy.mode = 'hang';
    await lost(connection.query('select 1'));
    expect(isConnectionFailure(await broken)).toBe(true);
  });

  it('an answer that was there while this process was busy is taken, and so is an idle connection', async () => {
    const [{ pid }] = (await database.query<{ pid: number }>('select pg_backend_pid() as pid')) as [
      { pid: number },
    ];
    // The process stands still for longer than an answer may take.
    const standStill = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
    const answer = database.query('select pg_backend_pid() as pid');
    standStill();
    expect(await answer).toEqual([{ pid }]);
    standStill();
    expect(await database.query('select pg_backend_pid() as pid')).toEqual([{ pid }]);
  });
});
