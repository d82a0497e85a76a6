import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ShopFixture } from '../engine/shop-fixture.js';
import { LifecycleLab, minutes } from './lifecycle-lab.js';

/** SPEC: "reassignOfflineMinutes | 1-1,440 or null (null) | counted from when the agent went offline". */
describe('reassignment from an agent who is away', () => {
  let lab: LifecycleLab;
  beforeAll(async () => {
    lab = await LifecycleLab.open();
  });
  afterAll(() => lab.close());

  const shopOf = (agents: number, lifecycle: Parameters<ShopFixture['setMode']>[2] = {}) => {
    const capacities = Array.from({ length: agents }, () => 20);
    return lab.onlineShop(capacities, { reassignOfflineMinutes: 10, autoCloseDays: null, ...lifecycle });
  };
  const holders = async (shop: ShopFixture) =>
    (
      await lab.query<{ agent_id: string }>(
        'select agent_id from chat where shop_id = $1 order by customer_id',
        [shop.shopId],
      )
    ).map(({ agent_id }) => agent_id);

  it.each([true, false])(
    'the configured minutes after they went offline, requirePresence %s',
    async (requirePresence) => {
      const shop = await shopOf(2, { requirePresence });
      const [away, there] = shop.agentIds as [string, string];
      await lab.write(shop, 'a');
      const answered = await lab.write(shop, 'b');
      await lab.give(shop, ['a', 'b'], away);
      await lab.reply(answered.id);
      await lab.later(minutes(60));
      await lab.presence(shop, [], [away]);
      await lab.later(minutes(10) - 1);
      expect(await lab.run('offline')).toBe(0);
      await lab.later(1);
      expect(await lab.run('offline')).toBe(2);
      expect(await holders(shop)).toEqual([there, there]);
      expect((await lab.told(answered.id)).at(-1)).toEqual(['transferred', answered.version + 2, 'offline']);
      const [row] = await lab.query(
        'select kind, actor, from_agent_id from assignment where chat_id = $1 order by version desc limit 1',
        [answered.id],
      );
      expect(row).toEqual({ kind: 'offline', actor: { kind: 'system', id: null }, from_agent_id: away });
      await lab.expectSound(shop);
    },
  );

  it('someone who comes back in time keeps theirs; going again counts from then', async () => {
    const shop = await shopOf(2);
    const { agent_id: holder } = await lab.write(shop, 'c');
    await lab.presence(shop, [], [holder!]);
    await lab.later(minutes(9));
    await lab.presence(shop, [holder!], []);
    await lab.later(minutes(30));
    expect(await lab.run('offline')).toBe(0);
    await lab.presence(shop, [], [holder!]);
    await lab.later(minutes(9));
    expect(await lab.run('offline')).toBe(0);
    await lab.later(minutes(1));
    expect(await lab.run('offline')).toBe(1);
  });

  it('no agent online: it stays, and moves when one comes, also when that is the one who had it first', async () => {
    const shop = await shopOf(2);
    const { id, agent_id } = await lab.write(shop, 'c');
    const first = agent_id!;
    const second = shop.agentIds.find((other) => other !== first)!;
    await lab.reply(id);
    await lab.presence(shop, [], shop.agentIds);
    await lab.later(minutes(10));
    expect(await lab.run('offline')).toBe(0);
    await lab.presence(shop, [second], []);
    expect(await lab.run('offline')).toBe(1);
    expect(await holders(shop)).toEqual([second]);
    // No message is unanswered, so nobody is left out but the one who has it.
    await lab.presence(shop, [first], [second]);
    await lab.later(minutes(10));
    expect(await lab.run('offline')).toBe(1);
    expect(await holders(shop)).toEqual([first]);
    await lab.expectSound(shop);
  });

  it('with an unanswered message it does not go back to who had it; at most three times', async () => {
    const shop = await shopOf(5);
    const seen: string[] = [];
    await lab.write(shop, 'c');
    for (let n = 0; n < 3; n++) {
      const { agent_id } = await lab.chat(shop, 'c');
      seen.push(agent_id!);
      await lab.presence(shop, [], [agent_id!]);
      await lab.later(minutes(10));
      await lab.presence(shop, seen.slice(0, -1), []);
      expect(await lab.run('offline')).toBe(1);
    }
    const { agent_id } = await lab.chat(shop, 'c');
    expect(new Set([...seen, agent_id]).size).toBe(4);
    await lab.presence(shop, [], [agent_id!]);
    await lab.later(minutes(600));
    expect(await lab.run('offline')).toBe(0);
  });

  it('who never came is away since they were added, and who was away before the setting was made, since then', async () => {
    const shop = await lab.shop([{ capacity: 1 }, { capacity: 5 }], { autoCloseDays: null });
    const [never, there] = shop.agentIds as [string, string];
    await lab.write(shop, 'a');
    await lab.give(shop, ['a'], never);
    // routing told of both, one of them went 30 minutes ago
    await lab.query(
      `insert into agent_load (shop_id, agent_id, open_chats, online, version, published_at, offline_since)
       select shop_id, id, 0, id = $2, 1, switchboard_now(), case when id <> $2 then switchboard_now() - interval '30 min' end
         from agent where shop_id = $1`,
      [shop.shopId, there],
    );
    await shop.setMode(lab.process, 'lowest_workload', { reassignOfflineMinutes: 40, autoCloseDays: null });
    expect(await lab.run('offline')).toBe(0);
    await lab.later(minutes(10));
    expect(await lab.run('offline')).toBe(1);
    expect(await holders(shop)).toEqual([there]);

    await lab.reply((await lab.chat(shop, 'a')).id);
    const added = await shop.addAgent(lab.process, { capacity: 5 });
    await lab.give(shop, ['a'], added);
    await lab.later(minutes(39));
    expect(await lab.run('offline')).toBe(0);
    await lab.later(minutes(1));
    expect(await lab.run('offline')).toBe(1);
    await lab.expectSound(shop);
  });

  it('a setting made at the very moment an agent goes: the second commit sees the first', async () => {
    for (const order of ['setting first', 'presence first']) {
      const shop = await lab.shop([{ capacity: 5 }], { autoCloseDays: null });
      const [agent] = shop.agentIds as [string];
      await lab.query(
        `insert into agent_load (shop_id, agent_id, open_chats, online, version, published_at) values ($1, $2, 0, true, 1, switchboard_now())`,
        [shop.shopId, agent],
      );
      const first = await lab.engine.process({ poolSize: 1 });
      await first.database.query('begin');
      // what PublishLoads does in one transaction
      const goes = async (process = lab.process) => {
        await process.database.query('update agent_load set online = false where shop_id = $1', [
          shop.shopId,
        ]);
        await process.database.query(`select set_presence_v1($1, '{}', $2)`, [shop.shopId, [agent]]);
      };
      const sets = (process = lab.process) =>
        shop.setMode(process, 'lowest_workload', { reassignOfflineMinutes: 5, autoCloseDays: null }, [agent]);
      const [one, other] = order === 'setting first' ? [sets, goes] : [goes, sets];
      await one(first);
      const second = other();
      await first.database.query('commit');
      await second;
      expect(await lab.query('select online, went_offline_at is null as unknown from agent where shop_id = $1', [shop.shopId]))
        .toEqual([{ online: false, unknown: false }]); // prettier-ignore
    }
  });

  it('where no setting asks for presence, it is not written', async () => {
    const shop = await lab.shop([{ capacity: 5 }], { autoCloseDays: null });
    const before = await lab.query('select version, online from agent where shop_id = $1', [shop.shopId]);
    await lab.presence(shop, shop.agentIds, []);
    expect(await lab.query('select version, online from agent where shop_id = $1', [shop.shopId])).toEqual(
      before,
    );
  });
});
