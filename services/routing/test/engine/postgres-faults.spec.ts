import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FaultProxy, until } from '@switchboard/testing';
import type { ChatQueue } from '../../src/assignment/chat-queue.js';
import { EngineLab } from './engine-lab.js';
import { intercept } from './intercept.js';
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
    const process = await lab.process({ databaseUrl: proxy.url, dataSource: { responseTimeoutMs: 1_000 } });
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

  /** The first calls of `accept` meet a connection that breaks. */
  const breaking = (calls: { broken: number; made: number }) => (queue: ChatQueue) =>
    intercept(queue, {
      before: (method) => {
        if (method !== 'accept') return;
        calls.made += 1;
        if (calls.made <= calls.broken) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
      },
    });
  const crowd = async (calls: { broken: number; made: number }) => {
    const process = await lab.process({ wrapQueue: breaking(calls) });
    const shop = await ShopFixture.create(process, [{ capacity: 99 }]);
    return Promise.allSettled(Array.from({ length: 40 }, () => shop.write(process)));
  };

  it('a crowd whose connection breaks is stored by the next call', async () => {
    const calls = { broken: 1, made: 0 };
    expect((await crowd(calls)).every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(calls.made).toBe(2);
  });

  it('a crowd hears at once that PostgreSQL is away, and not one after the other', async () => {
    const calls = { broken: Infinity, made: 0 };
    expect((await crowd(calls)).every(({ status }) => status === 'rejected')).toBe(true);
    expect(calls.made).toBe(2);
  });
});
