import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CapacityChange } from '../../src/assignment/capacity-changes.js';
import { EngineLab } from './engine-lab.js';
import type { EngineProcess } from './engine-process.js';
import { intercept, never } from './intercept.js';
import { expectSound } from './expect-sound.js';
import { poolDifferences } from './invariants.js';
import { ShopFixture } from './shop-fixture.js';

/** Sweep, reconciler and relay run only where a test calls them: what wakes a waiting chat is the thing itself. */
describe('waking up', () => {
  let lab: EngineLab;
  let process: EngineProcess;
  beforeAll(async () => {
    lab = await EngineLab.open();
    process = await lab.process();
  });
  afterAll(() => lab.close());

  const count = async (shopId: string, state: string) => {
    const rows = await lab.database.query('select id from chat where shop_id = $1 and state = $2', [
      shopId,
      state,
    ]);
    return rows.length;
  };
  const closeOne = async (by: EngineProcess, shopId: string): Promise<CapacityChange> => {
    const [row] = await by.database.query<{ answer: CapacityChange }>(
      `select close_chat_v1(shop_id, id, version, seq, '{"kind":"system","id":null}', 'manual') as answer
       from chat where shop_id = $1 and state = 'assigned' limit 1`,
      [shopId],
    );
    return row!.answer;
  };

  const waysToBecomeEligible: [string, (shop: ShopFixture) => Promise<unknown>][] = [
    ['a chat is closed', async (shop) => process.changes.follow(await closeOne(process, shop.shopId))],
    ['capacity rises', (shop) => process.agents.profiles([shop.profile(shop.agentIds[0]!, { capacity: 2 })])],
    [
      'accept-chats is turned on',
      (shop) => process.agents.profiles([shop.profile(shop.agentIds[1]!, { capacity: 1 })]),
    ],
    ['a member is activated', (shop) => process.agents.member(shop.member(shop.agentIds[2]!))],
    ['an agent is added', async (shop) => void (await shop.addAgent(process, { capacity: 1 }))],
  ];
  it.each(waysToBecomeEligible)(
    'KICK: %s, and the waiting chat is assigned at once',
    async (_name, happens) => {
      const shop = await ShopFixture.create(process, [
        { capacity: 1 },
        { capacity: 1, accepting: false },
        { capacity: 1 },
      ]);
      await process.agents.member(shop.member(shop.agentIds[2]!, { status: 'deactivated' }));
      await shop.write(process);
      await shop.write(process);
      await process.quiet();
      expect(await count(shop.shopId, 'queued')).toBe(1);
      await happens(shop);
      await process.quiet();
      expect(await count(shop.shopId, 'queued')).toBe(0);
      await expectSound(process, shop.shopId);
    },
  );

  it('a process dies between commit and sync: the relay makes the agent known, and the waiting chat is assigned', async () => {
    const shop = await ShopFixture.create(process, [{ capacity: 1 }]);
    await shop.write(process);
    await shop.write(process);
    await process.quiet();
    await process.relay();
    await closeOne(process, shop.shopId);
    await process.quiet();
    expect(await count(shop.shopId, 'queued')).toBe(1);
    await process.relay();
    await process.quiet();
    expect(await count(shop.shopId, 'queued')).toBe(0);
    expect(await poolDifferences(process, shop.shopId)).toEqual([]);
  });

  it('a process dies after its messages are stored: the sweep of another serves them', async () => {
    const dead = await lab.process({
      wrapPool: (pool) => intercept(pool, { before: (method) => (method === 'pick' ? never() : undefined) }),
    });
    const alive = await lab.process({ settings: { sweepAgeMs: 0 } });
    const shop = await ShopFixture.create(process, [{ capacity: 5 }]);
    await shop.write(dead);
    await shop.write(dead);
    dead.kill();
    await alive.sweep.run();
    await alive.quiet();
    expect(await count(shop.shopId, 'assigned')).toBe(2);
  });

  it('Redis believes that everybody is full: the sweep asks Postgres', async () => {
    const alive = await lab.process({ settings: { sweepAgeMs: 0 } });
    const shop = await ShopFixture.create(process, [{ capacity: 1 }]);
    await shop.write(process);
    await process.quiet();
    await closeOne(process, shop.shopId);
    await shop.write(process);
    await process.quiet();
    expect(await count(shop.shopId, 'queued')).toBe(1);
    await alive.sweep.run();
    await alive.quiet();
    expect(await count(shop.shopId, 'queued')).toBe(0);
  });

  it('the reconciler repairs what Redis believes, and finds nothing the second time', async () => {
    const shop = await ShopFixture.create(process, [{ capacity: 3 }, { capacity: 3 }]);
    await shop.write(process);
    await process.quiet();
    await closeOne(process, shop.shopId);
    expect(await poolDifferences(process, shop.shopId)).not.toEqual([]);
    expect(await process.reconciler.shop(shop.shopId)).toBe(1);
    expect(await process.reconciler.shop(shop.shopId)).toBe(0);
    expect(await poolDifferences(process, shop.shopId)).toEqual([]);
  });

  it('a restored database, older than what Redis knows: a new epoch, and Redis is filled from it', async () => {
    const shop = await ShopFixture.create(process, [{ capacity: 3 }]);
    await shop.write(process);
    await process.quiet();
    await lab.database.query(`update agent set version = 1, open_count = 0 where shop_id = $1`, [
      shop.shopId,
    ]);
    await lab.database.query(`update chat set state = 'closed' where shop_id = $1`, [shop.shopId]);
    await process.reconciler.shop(shop.shopId);
    await process.quiet();
    expect((await process.queue.epochs([shop.shopId]))[0]!.epoch).toBe(2);
    expect(await poolDifferences(process, shop.shopId)).toEqual([]);
  });
});
