import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, until, type TestDatabase } from '@switchboard/testing';
import { AdvisoryShopRanges, ShopRangesSettings } from '../../src/assignment/shop-ranges.js';
import { functions, migrations } from '../../src/db/data-source.js';

/** Sweep, reconciler and lifecycle ask one after the other, or at once. */
describe('leaders of ranges of shops', () => {
  let database: TestDatabase;
  const leaders: AdvisoryShopRanges[] = [];
  beforeAll(async () => {
    // a connection is broken on purpose here; what is logged about it is not the result
    Logger.overrideLogger(false);
    database = await testDatabase('routing', migrations, functions);
  });
  afterAll(async () => {
    for (const leader of leaders) await leader.close();
    await database.close();
  });
  const leader = () => {
    leaders.push(new AdvisoryShopRanges(new ShopRangesSettings(database.url)));
    return leaders.at(-1)!;
  };
  const connections = () =>
    database.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and application_name = 'routing-sweep'`,
    );

  /** Everybody asks, again and again, until the parts are these; no range has two leaders meanwhile. */
  const parts = (asked: AdvisoryShopRanges[], expected: number[]) =>
    until(
      async () => {
        const owned = await Promise.all(asked.map((one) => one.owned()));
        expect(new Set(owned.flat()).size).toBe(owned.flat().length);
        const sizes = owned.map(({ length }) => length).sort((a, b) => b - a);
        return String(sizes) === String(expected);
      },
      { describe: `parts of ${String(expected)}` },
    );

  it('one connection for all who ask at once; what a leader loses, the next one takes', async () => {
    const first = leader();
    const asked = await Promise.all([first.owned(), first.owned(), first.owned()]);
    for (const owned of asked) expect(owned).toHaveLength(16);
    const firsts = await connections();
    expect(firsts).toHaveLength(1);

    const second = leader();
    await database.query('select pg_terminate_backend($1)', [firsts[0]!.pid]);
    await until(async () => (await second.owned()).length === 16, { describe: 'the second one to lead' });
    await parts([first, second], [8, 8]);
    await second.close();
    await until(async () => (await first.owned()).length === 16, { describe: 'the first one to lead again' });
    await first.close();
  });

  it('each process leads its part; who comes gets one, and who dies leaves theirs to the others', async () => {
    const [one, two, three] = [leader(), leader(), leader()];
    await parts([one], [16]);
    expect(await two.owned()).toEqual([]);
    await parts([one, two], [8, 8]);
    await parts([one, two, three], [6, 5, 5]);
    const [oldest] = await database.query<{ pid: number }>(
      `select pid from pg_stat_activity
        where datname = current_database() and application_name = 'routing-sweep' order by backend_start limit 1`,
    );
    await database.query('select pg_terminate_backend($1)', [oldest!.pid]);
    await parts([two, three], [8, 8]);
    const locks = await database.query<{ range: number; holders: number }>(
      `select objid::int as range, count(*)::int as holders from pg_locks
        where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
        group by objid order by objid`,
    );
    expect(locks).toEqual(Array.from({ length: 16 }, (_, range) => ({ range, holders: 1 })));
  });

  it('with more processes than ranges some have none', async () => {
    const many = Array.from({ length: 18 }, () => leader());
    for (const one of leaders.slice(0, -many.length)) await one.close();
    await parts(many, [...Array<number>(16).fill(1), 0, 0]);
  });
});
