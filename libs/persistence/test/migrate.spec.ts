import { testDatabase, type TestDatabase } from '@switchboard/testing';
import type { QueryRunner } from 'typeorm';
import { hashMigrations, migrate, SchemaMismatchError } from '../src/index.js';

/** A migration of these statements. */
const migration = (name: string, statements: string[], transaction = true) =>
  class {
    readonly name = name;
    readonly transaction = transaction;

    async up(queryRunner: QueryRunner): Promise<void> {
      for (const statement of statements) await queryRunner.query(statement);
    }

    async down(): Promise<void> {}
  };

const createPage = migration('CreatePage1700000000001', [
  `create table page (id int primary key, title text default 'a  b')`,
]);
const addSize = migration('AddSize1700000000002', ['alter table page add column size int']);

describe('migrate', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await testDatabase('migrating', []);
  });
  afterEach(() => database.close());

  const run = (migrations: Array<typeof createPage>) =>
    migrate({ url: database.ownerUrl, schema: 'migrating', migrations });
  const columns = async () => {
    const sql = `select column_name as name from information_schema.columns where table_name = 'page' order by 1`;
    return (await database.query<{ name: string }>(sql)).map(({ name }) => name);
  };

  it('applies what is missing, once, also when two processes start together', async () => {
    const applied = await Promise.all([run([createPage, addSize]), run([createPage, addSize])]);
    expect(applied.flat().sort()).toEqual(['AddSize1700000000002', 'CreatePage1700000000001']);
    expect(await run([createPage, addSize])).toEqual([]);
    expect(await columns()).toEqual(['id', 'size', 'title']);
  });

  it('takes comments and layout for the same migration, a literal not', async () => {
    const hashOf = async (sql: string) =>
      (await hashMigrations([migration('CreatePage1700000000001', [sql])])).get('CreatePage1700000000001');
    const hash = await hashOf(`create table page (id int primary key, title text default 'a  b')`);
    const again = `-- it's the pages\n create table page (\n  id int primary key,\n  title text default 'a  b')`;
    expect(await hashOf(again)).toBe(hash);
    expect(await hashOf(`create table page (id int primary key, title text default 'a b')`)).not.toBe(hash);
  });

  it.each([
    ['was edited', [migration('CreatePage1700000000001', ['create table page (id bigint)']), addSize]],
    ['is not in the code', [addSize]],
  ])('changes nothing where a migration of the database %s', async (_, migrations) => {
    await run([createPage]);
    const failure = await run(migrations).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SchemaMismatchError);
    expect((failure as SchemaMismatchError).migrations).toEqual(['CreatePage1700000000001']);
    expect(await columns()).toEqual(['id', 'title']);
  });

  it('builds an index without locking the table, outside of a transaction', async () => {
    const concurrently = migration(
      'IndexTitles1700000000003',
      ['create index concurrently page_by_title on page (title)'],
      false,
    );
    expect(await run([createPage, concurrently])).toHaveLength(2);
    expect(await run([createPage, concurrently])).toEqual([]);
    const [row] = await database.query<{ valid: boolean }>(
      `select indisvalid as valid from pg_index where indexrelid = 'page_by_title'::regclass`,
    );
    expect(row).toEqual({ valid: true });
  });
});
