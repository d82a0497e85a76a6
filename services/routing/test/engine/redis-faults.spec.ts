import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@switchboard/testing';
import { EngineLab } from './engine-lab.js';
import { intercept, never } from './intercept.js';
import { expectSound } from './expect-sound.js';
import { poolDifferences } from './invariants.js';
import { ShopFixture } from './shop-fixture.js';

/** Ends the time of every pick in flight: each holds its expiry first. */
const expirePicks = `
  local picks = redis.call('HGETALL', KEYS[1])
  for i = 1, #picks, 2 do
    local pick = cmsgpack.unpack(picks[i + 1])
    pick[1] = 0
    redis.call('HSET', KEYS[1], picks[i], cmsgpack.pack(pick))
  end`;

describe('when Redis fails', () => {
  let lab: EngineLab;
  beforeAll(async () => {
    lab = await EngineLab.open();
  });
  afterAll(() => lab.close());

  const assigned = async (shopId: string) => {
    const [row] = await lab.database.query<{ n: string }>(
      `select count(*) as n from chat where shop_id = $1 and state = 'assigned'`,
      [shopId],
    );
    return Number(row!.n);
  };
  const agents = (count: number, capacity: number) => Array.from({ length: count }, () => ({ capacity }));

  it('FLUSHALL in the middle of a load: every chat that fits is assigned, in order, and Redis is filled again', async () => {
    const process = await lab.process();
    const shop = await ShopFixture.create(process, agents(5, 30));
    const writing = Array.from({ length: 200 }, () => shop.write(process));
    await until(async () => (await assigned(shop.shopId)) > 5);
    await lab.redis.client.flushdb();
    await Promise.all(writing);
    await process.quiet();
    expect(await assigned(shop.shopId)).toBe(150);
    await expectSound(process, shop.shopId);
  });

  it.each(['ready', 'agents', 'ops', 'meta'])(
    'the key %s is lost: noticed, and the shop is filled again',
    async (name) => {
      const process = await lab.process();
      const shop = await ShopFixture.create(process, agents(3, 5));
      await shop.write(process);
      await process.quiet();
      await lab.redis.client.del(`{${shop.shopId}}:${name}`);
      for (let n = 0; n < 5; n++) await shop.write(process);
      await process.quiet();
      expect(await assigned(shop.shopId)).toBe(6);
      expect(await poolDifferences(process, shop.shopId)).toEqual([]);
    },
  );

  it('SCRIPT FLUSH: the scripts are sent again', async () => {
    const process = await lab.process();
    const [one, two] = [
      await ShopFixture.create(process, agents(2, 5)),
      await ShopFixture.create(process, agents(2, 5)),
    ];
    await Promise.all([one.write(process), two.write(process)]);
    await process.quiet();
    await lab.redis.client.script('FLUSH');
    await Promise.all([one.write(process), two.write(process), one.write(process)]);
    await process.quiet();
    expect([await assigned(one.shopId), await assigned(two.shopId)]).toEqual([3, 2]);
    expect(await poolDifferences(process, one.shopId)).toEqual([]);
  });

  it('Redis does not answer: Postgres chooses by the same formula; when it is back, Redis is right again', async () => {
    const proxy = await lab.redis.throughProxy();
    const process = await lab.process({ redisUrl: proxy.url, commandTimeoutMs: 200 });
    const shop = await ShopFixture.create(process, [{ capacity: 2 }, { capacity: 10 }]);
    await shop.write(process);
    await process.quiet();

    proxy.mode = 'refuse';
    proxy.cut();
    for (let n = 0; n < 5; n++) await shop.write(process);
    await process.quiet();
    const load = await lab.database.query<{ capacity: number; open_count: number }>(
      'select capacity, open_count from agent where shop_id = $1 order by capacity',
      [shop.shopId],
    );
    expect(load).toEqual([
      { capacity: 2, open_count: 1 },
      { capacity: 10, open_count: 5 },
    ]);

    proxy.mode = 'pass';
    await until(async () => (await process.redis.client.ping()) === 'PONG');
    // the circuit closes within a second; the relay tries again until then
    await until(() => process.relay().then(() => true));
    await shop.write(process);
    await process.quiet();
    expect(await assigned(shop.shopId)).toBe(7);
    await until(async () => (await poolDifferences(process, shop.shopId)).length === 0);
    await proxy.close();
  });

  it('Redis answers too late: the pick that was never heard of is healed', async () => {
    const proxy = await lab.redis.throughProxy();
    const process = await lab.process({
      redisUrl: proxy.url,
      commandTimeoutMs: 200,
      settings: { operationMs: 50 },
    });
    const other = await lab.process({ settings: { operationMs: 50 } });
    const shop = await ShopFixture.create(process, agents(2, 1));
    await shop.write(process);
    await process.quiet();
    proxy.mode = 'drop-answers';
    await shop.write(process);
    await process.quiet();
    expect(await assigned(shop.shopId)).toBe(2);
    proxy.mode = 'pass';
    proxy.cut();
    await until(async () => {
      other.drain.demand(shop.shopId, 1);
      await other.quiet();
      return (await poolDifferences(other, shop.shopId)).length === 0;
    });
    await proxy.close();
  });

  /**
   * A shop of two agents who take one chat each, and a process that died after it had picked for its chats. Its pick
   * lives until the test says otherwise: no picker may settle it before it was looked at.
   */
  const deadPicks = async (chats: number) => {
    const alive = await lab.process();
    const shop = await ShopFixture.create(alive, agents(2, 1));
    await alive.rebuild.run(shop.shopId);
    const dead = await lab.process({
      settings: { operationMs: 3_600_000 },
      wrapQueue: (queue) =>
        intercept(queue, { before: (method) => (method === 'assign' ? never() : undefined) }),
    });
    for (let n = 0; n < chats; n++) await shop.write(dead);
    const key = `{${shop.shopId}}:ops`;
    const picks = () => lab.redis.client.hlen(key);
    await until(async () => (await picks()) > 0);
    dead.kill();
    const expire = () => lab.redis.client.eval(expirePicks, 1, key);
    return { alive, shop, picks, expire };
  };

  it('a process dies between pick and assign: the next picker reads its agents back and goes on', async () => {
    const { alive, shop, picks, expire } = await deadPicks(2);
    // Both agents look taken; the third chat's pick finds the dead operation once it has expired.
    await shop.write(alive);
    await expire();
    await until(async () => {
      alive.drain.demand(shop.shopId, 1);
      await alive.quiet();
      return (await picks()) === 0;
    });
    await alive.quiet();
    expect(await assigned(shop.shopId)).toBe(2);
    const queue = await lab.database.query<{ arrival: string }>(
      `select arrival from chat where shop_id = $1 and state = 'queued' and arrival <
         (select max(arrival) from chat where shop_id = $1)`,
      [shop.shopId],
    );
    expect(queue).toEqual([]);
    expect(await poolDifferences(alive, shop.shopId)).toEqual([]);
  });

  it('a process dies between pick and assign and nobody asks the shop again: the reconciler settles its pick', async () => {
    const { alive, shop, picks, expire } = await deadPicks(1);
    // A process without Redis assigned the chat: there is nothing left to pick for.
    await alive.single.choose(shop.shopId, 1);
    await alive.quiet();
    expect(await assigned(shop.shopId)).toBe(1);
    await alive.reconciler.shop(shop.shopId);
    expect(await picks()).toBe(1);
    await expire();
    expect(await poolDifferences(alive, shop.shopId)).not.toEqual([]);
    await alive.reconciler.shop(shop.shopId);
    expect(await picks()).toBe(0);
    expect(await poolDifferences(alive, shop.shopId)).toEqual([]);
  });
});
