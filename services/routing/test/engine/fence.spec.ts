import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@switchboard/testing';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { EngineLab } from './engine-lab.js';
import type { EngineProcess } from './engine-process.js';
import { none, poolDifferences, violations } from './invariants.js';
import { ShopFixture } from './shop-fixture.js';

interface ChatRow {
  id: string;
  agent_id: string | null;
  arrival: string;
  state: string;
}

describe('the fence: "from the moment the call returned"', () => {
  let lab: EngineLab;
  let one: EngineProcess;
  let two: EngineProcess;
  beforeAll(async () => {
    lab = await EngineLab.open();
    one = await lab.process();
    two = await lab.process();
  });
  afterAll(() => lab.close());

  const chats = (shopId: string) =>
    lab.database.query<ChatRow>(
      'select id, agent_id, arrival, state from chat where shop_id = $1 order by arrival',
      [shopId],
    );
  const automaticAfter = async (shopId: string, agentId: string, at: Date) => {
    const rows = await lab.database.query(
      `select chat_id from assignment where shop_id = $1 and agent_id = $2 and at > $3`,
      [shopId, agentId, at],
    );
    return rows.length;
  };
  const now = async () =>
    (await lab.database.query<{ now: Date }>('select switchboard_now() as now'))[0]!.now;

  it.each(['accept-chats off', 'deactivated', 'shop lost'])(
    '%s under load: nothing is assigned any more',
    async (how) => {
      const shop = await ShopFixture.create(one, [{ capacity: 900 }, { capacity: 900 }]);
      const [gone] = shop.agentIds as [string];
      const writing = Array.from({ length: 150 }, (_, n) => shop.write(n % 2 ? one : two));
      const elsewhere = uuid();
      if (how === 'accept-chats off')
        await one.agents.profiles([shop.profile(gone, { capacity: 900, accepting: false })]);
      if (how === 'deactivated') await one.agents.member(shop.member(gone, { status: 'deactivated' }));
      if (how === 'shop lost') await one.agents.member(shop.member(gone, { shopAccess: [elsewhere] }));
      const returned = await now();
      await Promise.all([
        ...writing,
        ...Array.from({ length: 100 }, (_, n) => shop.write(n % 2 ? one : two)),
      ]);
      for (const process of [one, two]) await process.quiet();
      expect(await automaticAfter(shop.shopId, gone, returned)).toBe(0);
      expect(await violations(one, shop.shopId)).toEqual(none);
      const held = (await chats(shop.shopId)).filter(({ agent_id }) => agent_id === gone);
      if (how !== 'accept-chats off') expect(held).toEqual([]);
      expect(await poolDifferences(one, shop.shopId)).toEqual([]);
    },
  );

  it('a member removed and added again goes on with higher versions, so that Redis believes Postgres', async () => {
    const shop = await ShopFixture.create(one, [{ capacity: 2 }]);
    const [agent] = shop.agentIds as [string];
    await shop.write(one);
    await one.quiet();
    await one.agents.member(shop.member(agent, { status: 'deleted' }));
    await one.quiet();
    await one.agents.member(shop.member(agent, { status: 'active' }));
    await one.quiet();
    expect((await chats(shop.shopId))[0]!.agent_id).toBe(agent);
    expect(await poolDifferences(one, shop.shopId)).toEqual([]);
  });

  it('versions are compared with their own kind only, and an older state changes nothing', async () => {
    const shop = await ShopFixture.create(one, [{ capacity: 2 }]);
    const [agent] = shop.agentIds as [string];
    const row = async () =>
      (
        await lab.database.query<{ active: boolean; accepting: boolean; capacity: number }>(
          'select active, accepting, capacity from agent where shop_id = $1 and id = $2',
          [shop.shopId, agent],
        )
      )[0]!;
    const oldProfile = shop.profile(agent, { capacity: 7 });
    const newProfile = shop.profile(agent, { capacity: 5, accepting: false });
    await one.agents.profiles([newProfile]);
    await two.agents.profiles([oldProfile]);
    expect(await row()).toEqual({ active: true, accepting: false, capacity: 5 });
    // The member's third state, although the profile is at its third too.
    await one.agents.member(shop.member(agent, { status: 'deactivated' }));
    expect(await row()).toEqual({ active: false, accepting: false, capacity: 5 });
  });

  it('a killed requeue is continued by the sweep', async () => {
    const shop = await ShopFixture.create(one, [{ capacity: 300 }, { capacity: 300 }]);
    const [gone, other] = shop.agentIds as [string, string];
    await one.agents.profiles([shop.profile(other, { capacity: 300, accepting: false })]);
    await Promise.all(Array.from({ length: 250 }, () => shop.write(one)));
    await one.quiet();
    // As if the process had died right after the fence.
    await lab.database.query('select apply_member_v1($1)', [
      JSON.stringify(shop.member(gone, { status: 'deactivated' })),
    ]);
    await one.agents.profiles([shop.profile(other, { capacity: 300 })]);
    await two.sweep.run();
    await two.requeue.settled();
    for (const process of [one, two]) await process.quiet();
    const held = (await chats(shop.shopId)).filter(({ agent_id }) => agent_id === other);
    expect(held).toHaveLength(250);
    expect(await violations(one, shop.shopId)).toEqual(none);
  });

  it('an agent is eligible only when both owners have spoken', async () => {
    const shop = await ShopFixture.create(one, []);
    const agent = uuid();
    await one.agents.profiles([shop.profile(agent, { capacity: 5 })]);
    await shop.write(one);
    await one.quiet();
    expect((await chats(shop.shopId))[0]!.state).toBe('queued');
    await one.agents.member(shop.member(agent));
    await one.quiet();
    expect((await chats(shop.shopId))[0]!.agent_id).toBe(agent);
  });

  it('presence, where the shop turned it on: only who is online gets chats', async () => {
    const shop = await ShopFixture.create(one, [{ capacity: 5 }, { capacity: 5 }]);
    const [online, offline] = shop.agentIds as [string, string];
    await shop.setMode(one, 'lowest_workload', { requirePresence: true }, [online]);
    await one.quiet();
    await Promise.all([shop.write(one), shop.write(one), shop.write(one)]);
    await one.quiet();
    expect(new Set((await chats(shop.shopId)).map(({ agent_id }) => agent_id))).toEqual(new Set([online]));
    expect(await poolDifferences(one, shop.shopId)).toEqual([]);
    const [row] = await lab.database.query<{ answer: never }>('select set_presence_v1($1, $2, $3) as answer', [
      shop.shopId, [offline], [online],
    ]); // prettier-ignore
    await one.changes.follow(row!.answer);
    await shop.write(one);
    await one.quiet();
    expect((await chats(shop.shopId)).at(-1)!.agent_id).toBe(offline);
    expect(await poolDifferences(one, shop.shopId)).toEqual([]);
  });

  const newAgents: [string, string, (shop: ShopFixture, id: string) => object][] = [
    ['member', 'apply_member_v1', (shop, id) => shop.member(id)],
    ['profile', 'apply_profile_v1', (shop, id) => shop.profile(id, { capacity: 5 })],
  ];
  it.each(newAgents)(
    'settings that change while a %s makes a new agent count for that agent too',
    async (_name, apply, state) => {
      const shop = await ShopFixture.create(one, [{ capacity: 5 }], 'equal');
      for (let i = 0; i < 3; i++) await shop.write(one);
      await one.quiet();
      const agent = uuid();
      const client = new Client({ connectionString: lab.database.url });
      await client.connect();
      await client.query('begin');
      await client.query(`select ${apply}($1)`, [JSON.stringify(state(shop, agent))]);
      let set = false;
      const settings = shop
        .setMode(two, 'lowest_workload', { requirePresence: true })
        .finally(() => (set = true));
      const waits = () =>
        lab.database.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
             and query like '%apply_settings%'`,
        );
      await until(async () => set || (await waits()).length > 0);
      await client.query('commit');
      await client.end();
      await settings;
      const [row] = await lab.database.query(
        'select presence_required, base::int from agent where shop_id = $1 and id = $2',
        [shop.shopId, agent],
      );
      expect(row).toEqual({ presence_required: true, base: 0 });
    },
  );
});
