import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FaultProxy, until } from '@switchboard/testing';
import { EngineLab } from './engine-lab.js';
import { none, poolDifferences, violations } from './invariants.js';
import { ShopFixture } from './shop-fixture.js';

describe('when PostgreSQL fails', () => {
  let lab: EngineLab;
  beforeAll(async () => {
    lab = await EngineLab.open();
  });
  afterAll(() => lab.close());

  it('a connection that dies without a word keeps nobody waiting: what was under way is done on another one', async () => {
    const proxy = await FaultProxy.toUrl(lab.database.url);
    const process = await lab.process({ databaseUrl: proxy.url, dataSource: { answerTimeoutMs: 300 } });
    const shop = await ShopFixture.create(process, [{ capacity: 9 }]);
    await shop.write(process);
    await process.quiet();
    proxy.mode = 'drop-answers';
    const stored = shop.write(process);
    const chats = () => lab.database.query('select from chat where shop_id = $1', [shop.shopId]);
    await until(async () => (await chats()).length === 2);
    // Those that lost an answer stay dead.
    proxy.mode = 'hang';
    const another = shop.write(process);
    proxy.mode = 'pass';
    expect((await stored).chatId).toEqual(expect.any(String));
    expect((await another).outcome).toBe('new');
    expect(await chats()).toHaveLength(3);
    // Nobody heard that the first of them waits.
    const assigned = () =>
      lab.database.query(`select from chat where shop_id = $1 and state = 'assigned'`, [shop.shopId]);
    await until(async () => {
      await process.sweep.run();
      return (await assigned()).length === 3;
    });
    await process.quiet();
    expect(await violations(process, shop.shopId)).toEqual(none);
    expect(await poolDifferences(process, shop.shopId)).toEqual([]);
    await proxy.close();
  });
});
