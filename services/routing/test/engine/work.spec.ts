import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EngineLab } from './engine-lab.js';
import type { EngineOptions, EngineProcess } from './engine-process.js';
import { intercept } from './intercept.js';
import { ShopFixture } from './shop-fixture.js';

/** Work per new chat, counted: what the hot path costs does not depend on the machine. */
describe('work per chat', () => {
  let lab: EngineLab;
  let process: EngineProcess;
  let direct: EngineProcess;
  const calls = { sql: 0, redis: 0 };

  beforeAll(async () => {
    lab = await EngineLab.open();
    const counting: Partial<EngineOptions> = {
      wrapQueue: (queue) => intercept(queue, { before: () => void (calls.sql += 1) }),
      wrapPool: (pool) => intercept(pool, { before: () => void (calls.redis += 1) }),
    };
    process = await lab.process(counting);
    direct = await lab.process({ ...counting, settings: { fewAgents: 10 } });
  });
  afterAll(() => lab.close());

  const settledShop = async (agents: number) => {
    const shop = await ShopFixture.create(
      process,
      Array.from({ length: agents }, () => ({ capacity: 900 })),
    );
    await process.rebuild.run(shop.shopId);
    await shop.write(process);
    await process.quiet();
    Object.assign(calls, { sql: 0, redis: 0 });
    return shop;
  };

  it.each([2, 40])(
    'alone, %d agents: accept and assign in Postgres, pick and sync in Redis',
    async (agents) => {
      const shop = await settledShop(agents);
      for (let n = 0; n < 10; n++) {
        await shop.write(process);
        await process.quiet();
      }
      expect(calls).toEqual({ sql: 20, redis: 20 });
    },
  );

  it.each([
    [2, 10],
    [10, 10],
    [11, 20],
  ])(
    'alone where at most ten agents are served directly, %d agents: %d calls for ten chats',
    async (agents, times) => {
      const shop = await settledShop(agents);
      for (let n = 0; n < 10; n++) {
        await shop.write(direct);
        await direct.quiet();
      }
      expect(calls).toEqual({ sql: times, redis: times });
    },
  );

  it('64 in flight: at most 0.3 calls of each per chat', async () => {
    const shop = await settledShop(10);
    for (let n = 0; n < 10; n++) await Promise.all(Array.from({ length: 64 }, () => shop.write(process)));
    await process.quiet();
    expect(calls.sql / 640).toBeLessThanOrEqual(0.3);
    expect(calls.redis / 640).toBeLessThanOrEqual(0.3);
  });

  it('no statement of the hot path reads a whole table', async () => {
    const scans = async () => {
      const rows = await lab.database.query<{ relname: string; seq_scan: string }>(
        `select relname, seq_scan from pg_stat_user_tables
         where schemaname = 'routing' and relname ~ '^(chat|agent|shop|message|message_[0-9]|assignment)$' order by relname`,
      );
      return Object.fromEntries(rows.map(({ relname, seq_scan }) => [relname, Number(seq_scan)]));
    };
    const shop = await settledShop(3);
    // each connection reports what it counted when it is told to
    const flush = async () => {
      const all = () =>
        Promise.all(
          Array.from({ length: 12 }, () => process.database.query('select pg_stat_force_next_flush()')),
        );
      await all();
      await all();
    };
    await flush();
    const before = await scans();
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => shop.write(process, { customerId: `c${n % 30}` })),
    );
    await process.quiet();
    await process.single.choose(shop.shopId, 1);
    await process.sweep.run();
    await flush();
    expect(await scans()).toEqual(before);
  });
});
