import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@switchboard/testing';
import { EngineLab } from './engine-lab.js';
import type { EngineProcess } from './engine-process.js';
import { expectSound } from './expect-sound.js';
import { intercept } from './intercept.js';
import { ShopFixture } from './shop-fixture.js';

/** Two processes whose rounds meet in one order only: the late one's calls to Postgres wait until they are let go. */
describe('fairness where rounds cross', () => {
  let lab: EngineLab;
  let late: EngineProcess;
  let other: EngineProcess;
  const held: (() => void)[] = [];
  let holds = false;
  beforeAll(async () => {
    lab = await EngineLab.open();
    const patient = { settings: { operationMs: 60_000 } };
    const before = (method: string) =>
      holds && method === 'assign' ? new Promise<void>((resolve) => held.push(resolve)) : undefined;
    late = await lab.process({ ...patient, wrapQueue: (queue) => intercept(queue, { before }) });
    other = await lab.process(patient);
  });
  afterAll(() => lab.close());

  const write = (process: EngineProcess, shop: ShopFixture, chats: number) =>
    Promise.all(Array.from({ length: chats }, () => shop.write(process)));
  /** The late process has picked for so many chats, and waits before it assigns them. */
  const holdRound = async (shop: ShopFixture, chats: number) => {
    holds = true;
    await write(late, shop, chats);
    await until(() => held.length > 0, { describe: 'the late round to have its picks' });
    holds = false;
  };
  const letGo = async () => {
    for (const go of held.splice(0)) go();
    await late.quiet();
    await other.quiet();
  };
  const openChats = async (shop: ShopFixture) => {
    const rows = await lab.database.query<{ id: string; open_count: number }>(
      'select id, open_count from agent where shop_id = $1',
      [shop.shopId],
    );
    return shop.agentIds.map((agentId) => rows.find(({ id }) => id === agentId)!.open_count);
  };
  it.each([1, 4])(
    'equal: rounds commit in the other order than they picked, and who joins then gets a fair part (%i at once before)',
    async (first) => {
      const shop = await ShopFixture.create(other, [{ capacity: 100 }, { capacity: 100 }], 'equal');
      await write(other, shop, first);
      await other.quiet();
      await holdRound(shop, 20);
      await write(other, shop, 20);
      await other.quiet();
      await letGo();
      const before = await openChats(shop);
      expect(Math.abs(before[0]! - before[1]!)).toBeLessThanOrEqual(1);

      await shop.addAgent(other, { capacity: 100 });
      await write(other, shop, 9);
      await other.quiet();
      // A third of nine is three; one chat more or less is what the rule allows.
      const joined = (await openChats(shop))[2]!;
      expect([2, 3, 4]).toContain(joined);
      await expectSound(other, shop.shopId);
    },
  );
});
