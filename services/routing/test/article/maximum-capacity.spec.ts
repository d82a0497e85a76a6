import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { RoutingSuite } from '../routing-suite.js';
import { ArticleShop, modes } from './article-shop.js';

describe('the article: "Maximum Capacity"', () => {
  let suite: RoutingSuite;
  beforeAll(async () => {
    suite = await RoutingSuite.open();
  });
  afterAll(() => suite.close());

  it.each(modes)(
    '"Maximum Capacity: The maximum number of chats an agent can manage at a time.": the rest waits in its order, and comes when one is closed (%s)',
    async (mode) => {
      const shop = await ArticleShop.open(suite, mode);
      const [one, two] = await shop.agents(2, 3);
      const chats: string[] = [];
      for (let n = 0; n < 8; n++) chats.push(await shop.write());
      expect(await shop.open(one!, two!)).toEqual([2, 3]);
      expect(await shop.waiting()).toBe(3);
      expect(await shop.loadOf(one!)).toMatchObject({ workload: 1, eligible: false, reason: 'at_capacity' });
      for (const next of chats.slice(5)) {
        expect((await shop.chat(next)).state).toBe('queued');
        await shop.closeOne(one!);
        expect(await shop.holder(next)).toBe(one!.userId);
        expect((await shop.decisions(next))[0]).toMatchObject({
          kind: 'automatic', mode, open: 1, capacity: 2, compared: { eligible: 1, notEligible: { full: 1 } },
        }); // prettier-ignore
      }
      expect(await shop.waiting()).toBe(0);
    },
  );

  it.each(modes)('"This is set independently per agent per shop." (%s)', async (mode) => {
    const shop = await ArticleShop.open(suite, mode);
    const other = await ArticleShop.open(suite, mode, shop.accountId);
    const [one, two] = await shop.agents(1, 2);
    await other.set(one!, { maxCapacity: 3, acceptChats: true });
    await shop.writeMany(5);
    await other.writeMany(5);
    expect([await shop.open(one!, two!), await shop.waiting()]).toEqual([[1, 2], 2]);
    expect([await other.open(one!), await other.waiting()]).toEqual([[3], 2]);
    await other.set(one!, { maxCapacity: 4 });
    expect([await shop.open(one!, two!), await shop.waiting()]).toEqual([[1, 2], 2]);
    expect([await other.open(one!), await other.waiting()]).toEqual([[4], 1]);
  });

  it.each(modes)(
    '"Click the edit button next to the number, enter a new value and click save.": it counts from then on (%s)',
    async (mode) => {
      const shop = await ArticleShop.open(suite, mode);
      const [agent] = await shop.agents(1);
      const chats = [await shop.write(), await shop.write(), await shop.write()];
      await shop.set(agent!, { maxCapacity: 2 });
      expect(await shop.holder(chats[1]!)).toBe(agent!.userId);
      expect(await shop.holder(chats[2]!)).toBeNull();
      // Below what they have: nothing is taken away, nothing new is assigned.
      await shop.set(agent!, { maxCapacity: 1 });
      expect(await shop.open(agent!)).toEqual([2]);
      await shop.closeOne(agent!);
      expect([await shop.open(agent!), await shop.waiting()]).toEqual([[1], 1]);
      await shop.closeOne(agent!);
      expect(await shop.holder(chats[2]!)).toBe(agent!.userId);
    },
  );

  it('"Here you can enter any number between 1-999.": and no other', async () => {
    const shop = await ArticleShop.open(suite, 'lowest_workload');
    const [agent] = await shop.agents(1);
    const save = (maxCapacity: unknown) =>
      suite.internal('PUT', '/internal/v1/agents', {
        agents: [
          {
            accountId: shop.accountId, shopId: shop.shopId, userId: agent!.userId, nickname: 'Nick',
            avatarHash: null, acceptChats: true, maxCapacity, ...suite.stamp(),
          },
        ],
      }); // prettier-ignore
    for (const value of [0, 1000, 1.5, -1, '5', null]) expect((await save(value)).status).toBe(400);
    expect((await shop.loadOf(agent!)).maxCapacity).toBe(1);
    for (const value of [999, 1, 500]) {
      expect((await save(value)).status).toBe(204);
      expect((await shop.loadOf(agent!)).maxCapacity).toBe(value);
    }
  });

  it.each(modes)(
    '"You can set it according to the number of agents and chats. Normally, it is recommended not to less than 200, otherwise it may affect the chat assignment.": less than 200 is taken, and chats wait for it (%s)',
    async (mode) => {
      const shop = await ArticleShop.open(suite, mode);
      const [agent] = await shop.agents(3);
      await shop.writeMany(10);
      expect([await shop.open(agent!), await shop.waiting()]).toEqual([[3], 7]);
      await shop.set(agent!, { maxCapacity: 200 });
      expect([await shop.open(agent!), await shop.waiting()]).toEqual([[10], 0]);
    },
  );

  it.each(modes)(
    '"The system will limit capacity for each agent receiving chats to 999 chats.": by the system and by hand (%s)',
    async (mode) => {
      const shop = await ArticleShop.open(suite, mode);
      const [agent] = await shop.agents(1);
      await suite.database.query(
        `with c as (
           insert into chat (id, account_id, shop_id, customer_id, state, agent_id, version, arrival, opened_at, last_message_at, seq)
           select gen_random_uuid(), $1, $2, 'held-' || i, 'assigned', $3, 2, nextval('arrival'), now(), now(), 0
           from generate_series(1, 997) i returning 1)
         update agent set open_count = open_count + 997, version = version + 1 where shop_id = $2 and id = $3`,
        [shop.accountId, shop.shopId, agent!.userId],
      );
      await shop.set(agent!, { maxCapacity: 999 });
      await shop.writeMany(2);
      const last = await shop.write(uuid());
      expect([await shop.open(agent!), await shop.waiting()]).toEqual([[999], 1]);
      expect(await shop.give(last, agent!)).toMatchObject({
        status: 422,
        body: { code: 'agent.limit_reached' },
      });
      expect(await shop.open(agent!)).toEqual([999]);
    },
  );
});
