import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, until, type TestDatabase } from '@switchboard/testing';
import { AdvisoryShopRanges, ShopRangesSettings } from '../../src/assignment/shop-ranges.js';
import { migrations } from '../../src/db/data-source.js';

/** Sweep, reconciler and lifecycle ask one after the other, or at once. */
describe('leaders of ranges of shops', () => {
  let database: TestDatabase;
  const leaders: AdvisoryShopRanges[] = [];
  beforeAll(async () => {
    // a connection is broken on purpose here; what is logged about it is not the result
    Logger.overrideLogger(false);
    database = await testDatabase('routing', migrations);
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

  it('one connection for all who ask at once; what a leader loses, the next one takes', async () => {
    const [first, second] = [leader(), leader()];
    const asked = await Promise.all([first.owned(), first.owned(), first.owned()]);
    for (const owned of asked) expect(owned).toHaveLength(16);
    const firsts = await connections();
    expect(firsts).toHaveLength(1);
    expect(await second.owned()).toEqual([]);

    await database.query('select pg_terminate_backend($1)', [firsts[0]!.pid]);
    await until(async () => (await second.owned()).length === 16, { describe: 'the second one to lead' });
    expect(await first.owned()).toEqual([]);

    await second.close();
    await until(async () => (await first.owned()).length === 16, { describe: 'the first one to lead again' });
  });
});
