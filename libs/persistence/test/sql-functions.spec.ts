import { testDatabase, type TestDatabase } from '@switchboard/testing';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { migrate } from '../src/index.js';

const doubled = (factor: number, argument = 'int') =>
  `-- Twice as much.\ncreate or replace function doubled_v1(n ${argument}) returns int language sql as $$ select n * ${factor} $$;\n`;

describe('SQL functions', () => {
  let database: TestDatabase;
  let folder: string;
  beforeEach(async () => {
    database = await testDatabase('functions', []);
    folder = mkdtempSync(join(tmpdir(), 'switchboard-functions-'));
    mkdirSync(join(folder, 'slice/sql'), { recursive: true });
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await database.close();
  });

  const write = (name: string, text: string) => writeFileSync(join(folder, 'slice/sql', `${name}.sql`), text);
  const remove = (name: string) => rmSync(join(folder, 'slice/sql', `${name}.sql`));
  const install = () =>
    migrate({
      url: database.ownerUrl,
      schema: 'functions',
      migrations: [],
      functions: pathToFileURL(`${folder}/`),
    });
  const value = async (call: string) =>
    (await database.query<{ value: unknown }>(`select ${call} as value`))[0]!.value;
  const functions = async () => {
    const sql = `select proname as name, oid::int from pg_proc where pronamespace = 'functions'::regnamespace order by 1`;
    return database.query<{ name: string; oid: number }>(sql);
  };
  const names = async () => (await functions()).map(({ name }) => name);

  it('are installed once, and again only when the file differs', async () => {
    write('doubled_v1', doubled(2));
    expect(await install()).toEqual(['doubled_v1']);
    const before = await functions();
    expect(await install()).toEqual([]);
    write('doubled_v1', doubled(20));
    expect(await install()).toEqual(['doubled_v1']);
    expect(await value('doubled_v1(4)')).toBe(80);
    // Replaced in place: calls in progress and prepared statements go on.
    expect(await functions()).toEqual(before);
  });

  it('are one function still when their arguments or their answer changed, with what is bound to them', async () => {
    write('doubled_v1', doubled(2));
    const body = 'begin atomic select doubled_v1(n) * 2; end';
    write('fourfold', `create or replace function fourfold(n int) returns int language sql ${body};`);
    await install();
    write('doubled_v1', doubled(3, 'bigint').replace('n * 3', '(n * 3)::int'));
    await install();
    expect(await names()).toEqual(['doubled_v1', 'fourfold']);
    expect(await value('fourfold(4)')).toBe(24);
    write('doubled_v1', doubled(2).replace('returns int', 'returns bigint'));
    write('fourfold', `create or replace function fourfold(n int) returns bigint language sql ${body};`);
    await install();
    expect(await value('fourfold(4)')).toBe(16);
  });

  it('go with their file; the number before stays beside the next one, for the release before', async () => {
    write('doubled_v1', doubled(2));
    write('unused', 'create or replace function unused() returns int language sql as $$ select 1 $$;');
    await install();
    remove('unused');
    remove('doubled_v1');
    write('doubled_v2', doubled(2).replaceAll('_v1', '_v2'));
    await install();
    expect(await names()).toEqual(['doubled_v1', 'doubled_v2']);
    remove('doubled_v2');
    write('doubled_v3', doubled(2).replaceAll('_v1', '_v3'));
    await install();
    expect(await names()).toEqual(['doubled_v2', 'doubled_v3']);
  });

  it('are installed once by two processes that start together', async () => {
    write('doubled_v1', doubled(2));
    expect((await Promise.all([install(), install()])).flat()).toEqual(['doubled_v1']);
  });

  it('stay as they were when one of them is broken, and the file is named', async () => {
    write('doubled_v1', doubled(2));
    await install();
    write('doubled_v1', doubled(20));
    write('later', 'create or replace function later() returns int language sql as $$ select nothing $$;');
    await expect(install()).rejects.toThrow(
      'later.sql could not be installed: column "nothing" does not exist',
    );
    expect(await value('doubled_v1(4)')).toBe(8);
  });

  it('are not for the running role to change', async () => {
    write('doubled_v1', doubled(2));
    await install();
    const running = new pg.Client({ connectionString: database.url });
    await running.connect();
    try {
      await expect(running.query(doubled(20))).rejects.toMatchObject({ code: '42501' });
      await expect(running.query('drop function doubled_v1')).rejects.toMatchObject({ code: '42501' });
      expect((await running.query('select doubled_v1(4) as value')).rows).toEqual([{ value: 8 }]);
    } finally {
      await running.end();
    }
  });
});
