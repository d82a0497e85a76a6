import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@switchboard/testing';
import { poolKeys } from '../../src/assignment/lua/keys.js';
import { EngineLab } from './engine-lab.js';
import type { EngineProcess } from './engine-process.js';
import { intercept } from './intercept.js';
import { expectSound } from './expect-sound.js';
import { poolDifferences } from './invariants.js';
import { ShopFixture } from './shop-fixture.js';

/** A day without a chat costs Redis nothing afterwards, and the next chat nothing that anybody would notice. */
describe('a shop that has been quiet', () => {
  let lab: EngineLab;
  beforeAll(async () => {
    lab = await EngineLab.open();
  });
  afterAll(() => lab.close());

  /** Redis's time before and after, and what was left of each key's meanwhile. */
  const reading = `
    local function now() local time = redis.call('TIME') return time[1] * 1000 + math.floor(time[2] / 1000) end
    local out = { now() }
    for i = 1, 4 do out[i + 1] = redis.call('PTTL', KEYS[i]) end
    out[6] = now()
    return out`;
  const read = async (shopId: string) =>
    (await lab.redis.client.eval(reading, 4, ...poolKeys(shopId))) as [number, ...number[]];
  /** What is left of each key's time; -2: there is none. */
  const left = async (shopId: string): Promise<number[]> => (await read(shopId)).slice(1, 5);
  /**
   * When its keys end, by Redis's clock. They are asked one after another, and Redis 6's clock goes on meanwhile:
   * a reading that was interrupted says nothing of them.
   */
  const instants = async (shopId: string) => {
    const [now, ...rest] = await until(async () => {
      const found = await read(shopId);
      return found.at(-1)! - found[0] <= 2 ? found : undefined;
    });
    const known = rest.slice(0, 4).filter((ms) => ms !== -2);
    const latest = Math.max(...known);
    return new Set(known.map((ms) => now + (latest - ms <= 5 ? latest : ms)));
  };
  const isGone = async (shopId: string) => (await left(shopId)).every((ms) => ms === -2);
  const counts = async (shopId: string) => {
    const rows = await lab.database.query<{ open_count: number }>(
      'select open_count from agent where shop_id = $1 order by id',
      [shopId],
    );
    return rows.map(({ open_count }) => open_count);
  };
  const write = async (process: EngineProcess, shop: ShopFixture, chats: number) => {
    for (let n = 0; n < chats; n++) {
      await shop.write(process);
      await process.quiet();
    }
  };
  const close = async (process: EngineProcess, shopId: string) => {
    const rows = await process.database.query<{ answer: Parameters<typeof process.changes.follow>[0] }>(
      `select close_chat_v1(shop_id, id, version, seq, '{"kind":"system","id":null}'::jsonb, 'manual') as answer
       from chat where shop_id = $1 and state = 'assigned' limit 1`,
      [shopId],
    );
    for (const { answer } of rows) await process.changes.follow(answer);
    await process.quiet();
  };

  it('all its keys end at the same instant, whichever of them came and went', async () => {
    const process = await lab.process({ settings: { keptMs: 50_000 } });
    const shop = await ShopFixture.create(process, [{ capacity: 1 }]);
    await process.rebuild.run(shop.shopId);
    expect((await instants(shop.shopId)).size).toBe(1);
    for (let n = 0; n < 3; n++) {
      await shop.write(process);
      expect((await instants(shop.shopId)).size).toBe(1);
      await process.quiet();
      expect((await left(shop.shopId))[0]).toBe(-2);
      await close(process, shop.shopId);
      expect((await instants(shop.shopId)).size).toBe(1);
      const [, ...kept] = await left(shop.shopId);
      for (const ms of kept.filter((ms) => ms !== -2)) {
        expect(ms).toBeGreaterThan(0);
        expect(ms).toBeLessThanOrEqual(50_000);
      }
    }
    await shop.addAgent(process, { capacity: 2 });
    await write(process, shop, 2);
    expect((await instants(shop.shopId)).size).toBe(1);
    expect(await poolDifferences(process, shop.shopId)).toEqual([]);
  });

  it('its time begins anew with a pick, at the earliest after half of it, for all keys at once', async () => {
    const process = await lab.process({ settings: { keptMs: 50_000 } });
    const shop = await ShopFixture.create(process, [{ capacity: 50 }]);
    await process.rebuild.run(shop.shopId);
    const end = async () => [...(await instants(shop.shopId))][0]!;
    const first = await end();
    await write(process, shop, 2);
    expect(Math.abs((await end()) - first)).toBeLessThan(100);
    const patient = process.successor({ settings: { keptMs: 500_000 } });
    await write(patient, shop, 1);
    expect((await instants(shop.shopId)).size).toBe(1);
    expect(await end()).toBeGreaterThan(first + 400_000);
  });

  it.each(['lowest_workload', 'equal'] as const)(
    'its next chats go where they would have gone: %s',
    async (mode) => {
      const process = await lab.process({ settings: { keptMs: 400 } });
      const shop = await ShopFixture.create(
        process,
        [{ capacity: 9 }, { capacity: 9 }, { capacity: 9 }],
        mode,
      );
      await write(process, shop, 4);
      for (let quiet = 0; quiet < 2; quiet++) {
        await until(() => isGone(shop.shopId), { describe: 'the shop gone from Redis' });
        await write(process, shop, 1);
      }
      await until(() => isGone(shop.shopId), { describe: 'the shop gone from Redis' });
      // It stays for as long as it is looked at.
      const patient = process.successor({ settings: { keptMs: 500_000 } });
      await write(patient, shop, 3);
      expect(await counts(shop.shopId)).toEqual([3, 3, 3]);
      await expectSound(patient, shop.shopId);
    },
  );

  it('a single chat after it costs a handful of calls', async () => {
    const calls: string[] = [];
    const process = await lab.process({
      settings: { keptMs: 300 },
      wrapQueue: (queue) => intercept(queue, { before: (method) => void calls.push(`sql ${method}`) }),
      wrapPool: (pool) => intercept(pool, { before: (method) => void calls.push(`redis ${method}`) }),
    });
    const shop = await ShopFixture.create(process, Array(20).fill({ capacity: 9 }));
    await write(process, shop, 1);
    await until(() => isGone(shop.shopId), { describe: 'the shop gone from Redis' });
    // It is not gone again before the chat has found it.
    const patient = process.successor({ settings: { keptMs: 500_000 } });
    calls.length = 0;
    await write(patient, shop, 1);
    expect(calls.filter((call) => call.startsWith('sql')).length).toBeLessThanOrEqual(8);
    expect(calls.filter((call) => call.startsWith('redis')).length).toBeLessThanOrEqual(8);
  });
});
