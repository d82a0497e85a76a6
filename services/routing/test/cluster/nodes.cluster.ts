import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { TestRedisCluster, until } from '@switchboard/testing';
import { poolKeys } from '../../src/assignment/lua/keys.js';
import { EngineLab } from '../engine/engine-lab.js';
import type { EngineProcess } from '../engine/engine-process.js';
import { none, poolDifferences, violations } from '../engine/invariants.js';
import { ShopFixture } from '../engine/shop-fixture.js';

/** What only a Redis Cluster can do: lose a part of itself, give a part away, put another server in its place. */
describe('a cluster of which a part fails or moves', () => {
  let lab: EngineLab;
  let cluster: TestRedisCluster;
  let process: EngineProcess;
  beforeAll(async () => {
    cluster = await TestRedisCluster.start({ replica: true });
    lab = await EngineLab.open(cluster);
    process = await lab.process();
  });
  afterEach(() => until(() => process.redis.look().then(() => process.redis.nodeOf('any') !== undefined)));
  afterAll(() => lab.close());

  const keyOf = ({ shopId }: ShopFixture) => poolKeys(shopId)[3]!;
  const ownerOf = (shop: ShopFixture) => cluster.ownerOf(keyOf(shop));
  const epochOf = ({ shopId }: ShopFixture) => cluster.client.hget(poolKeys(shopId)[3]!, 'epoch');
  const rebuilds = () => process.metrics.rebuilds.get().then(({ values }) => values[0]?.value ?? 0);
  const assigned = async ({ shopId }: ShopFixture) => {
    const [row] = await lab.database.query<{ n: string }>(
      `select count(*) as n from chat where shop_id = $1 and state = 'assigned'`,
      [shopId],
    );
    return Number(row!.n);
  };
  /** Shops until each master has one, the one with a replica first. */
  const shopPerMaster = async (): Promise<ShopFixture[]> => {
    const found = new Map<unknown, ShopFixture>();
    while (found.size < cluster.masters.length) {
      const shop = await ShopFixture.create(process, Array(3).fill({ capacity: 20 }));
      const owner = await ownerOf(shop);
      if (!found.has(owner)) found.set(owner, shop);
    }
    const shops = cluster.masters.map((node) => found.get(node)!);
    for (const shop of shops) await shop.write(process);
    await process.quiet();
    return shops;
  };
  const isRight = async (shop: ShopFixture) => {
    expect(await violations(process, shop.shopId)).toEqual(none);
    await until(
      async () => {
        process.drain.demand(shop.shopId, 1);
        await process.quiet();
        return (await poolDifferences(process, shop.shopId)).length === 0;
      },
      { describe: 'Redis right about the shop' },
    );
  };

  it('a node restarts empty: its shops are unknown and loaded again, no other shop is', async () => {
    const [, one, other] = (await shopPerMaster()) as [ShopFixture, ShopFixture, ShopFixture];
    const [before, othersBefore, loadedBefore] = [await epochOf(one), await epochOf(other), await rebuilds()];
    await (await ownerOf(one)).restart();
    await until(() => process.redis.nodeOf(keyOf(one)));
    for (let n = 0; n < 3; n++) for (const shop of [one, other]) await shop.write(process);
    await process.quiet();
    await isRight(one);
    await isRight(other);
    expect(await epochOf(one)).not.toBe(before);
    expect(await epochOf(other)).toBe(othersBefore);
    expect(await rebuilds()).toBe(loadedBefore + 1);
    expect([await assigned(one), await assigned(other)]).toEqual([4, 4]);
  });

  it('a node is gone: Postgres chooses for its shops, at once, and Redis goes on for the others', async () => {
    const [, one, other] = (await shopPerMaster()) as [ShopFixture, ShopFixture, ShopFixture];
    const owner = await ownerOf(one);
    await owner.kill();
    await until(() => process.redis.nodeOf(keyOf(one)) === undefined);
    for (let n = 0; n < 5; n++) {
      for (const shop of [one, other]) await shop.write(process);
      await process.quiet();
    }
    expect([await assigned(one), await assigned(other)]).toEqual([6, 6]);
    const by = await lab.database.query<{ shop_id: string; by: string; n: number }>(
      `select shop_id, compared->>'by' as by, count(*)::int as n from assignment where shop_id = any ($1) group by 1, 2`,
      [[one.shopId, other.shopId]],
    );
    expect(by.find((row) => row.shop_id === other.shopId && row.by !== 'redis')?.n ?? 0).toBeLessThanOrEqual(
      1,
    );
    expect(by.find((row) => row.shop_id === one.shopId && row.by !== 'redis')?.n).toBeGreaterThanOrEqual(5);
    await owner.restart();
    await isRight(one);
    await isRight(other);
  });

  it('a set of shops costs one round trip to each node', async () => {
    const shops = await shopPerMaster();
    const doubled = [...shops, ...(await shopPerMaster())];
    const commands = async () => {
      const texts = await Promise.all(cluster.masters.map(({ client }) => client.info('commandstats')));
      return texts.map((text) => Number(/cmdstat_evalsha:calls=(\d+)/.exec(text)?.[1] ?? 0));
    };
    const before = await commands();
    const requests = doubled.map(({ shopId }, n) => ({
      shopId,
      operation: `count-${n}`,
      epoch: 1,
      wanted: 1,
    }));
    const replies = await process.pool.pick(requests);
    expect(replies.map(({ kind }) => kind)).toEqual(Array(6).fill('picked'));
    expect((await commands()).map((count, at) => count - before[at]!)).toEqual([2, 2, 2]);
    await process.pool.sync(requests.map(({ shopId, operation }) => ({ shopId, operation, states: [] })));
  });

  it('a slot on its way: Postgres chooses meanwhile; where it arrived the shop is loaded again', async () => {
    const [, shop, other] = (await shopPerMaster()) as [ShopFixture, ShopFixture, ShopFixture];
    const to = await ownerOf(other);
    await cluster.moveSlot(keyOf(shop), to, { half: true });
    for (let n = 0; n < 3; n++) await shop.write(process);
    await process.quiet();
    expect(await assigned(shop)).toBe(4);
    await cluster.moveSlot(keyOf(shop), to);
    expect(await ownerOf(shop)).toBe(to);
    for (let n = 0; n < 3; n++) await shop.write(process);
    await process.quiet();
    expect(await assigned(shop)).toBe(7);
    await isRight(shop);
    expect(await epochOf(shop)).toBe(`1:${process.redis.nodeOf(keyOf(other))!.runId}`);
  });

  it('a replica takes over: what it holds is not believed, the shop is loaded again', async () => {
    const [shop, other] = (await shopPerMaster()) as [ShopFixture, ShopFixture];
    const [before, othersBefore] = [await epochOf(shop), await epochOf(other)];
    await cluster.replica.client.cluster('FAILOVER');
    await until(async () => (await ownerOf(shop)) === cluster.replica);
    for (let n = 0; n < 4; n++) for (const each of [shop, other]) await each.write(process);
    await process.quiet();
    expect([await assigned(shop), await assigned(other)]).toEqual([5, 5]);
    await isRight(shop);
    await isRight(other);
    expect(await epochOf(shop)).not.toBe(before);
    expect(await epochOf(other)).toBe(othersBefore);
  });
});
