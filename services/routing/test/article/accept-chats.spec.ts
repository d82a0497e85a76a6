import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RoutingSuite } from '../routing-suite.js';
import { ArticleShop, modes } from './article-shop.js';

describe('the article: "Accept Chats"', () => {
  let suite: RoutingSuite;
  beforeAll(async () => {
    suite = await RoutingSuite.open();
  });
  afterAll(() => suite.close());

  it.each(modes)(
    '"Accept Chats: Ability for an account to receive auto-assignment chat.": it takes nothing away that they have (%s)',
    async (mode) => {
      const shop = await ArticleShop.open(suite, mode);
      const [on, off] = await shop.agents(10, 10);
      await shop.writeMany(4);
      expect(await shop.open(on!, off!)).toEqual([2, 2]);
      await shop.set(off!, { acceptChats: false });
      await shop.writeMany(6);
      expect(await shop.open(on!, off!)).toEqual([8, 2]);
      expect(await shop.loadOf(off!)).toMatchObject({ eligible: false, reason: 'not_accepting' });
    },
  );

  it.each(modes)(
    '"Click the Accept Chats toggle to adjust the status of the accounts.": what waited is assigned the moment the switch turns on (%s)',
    async (mode) => {
      const shop = await ArticleShop.open(suite, mode);
      const [agent] = await shop.agents(2);
      await shop.set(agent!, { acceptChats: false });
      const chats = [await shop.write(), await shop.write(), await shop.write()];
      expect(await shop.waiting()).toBe(3);
      await shop.set(agent!, { acceptChats: true });
      expect(await Promise.all(chats.map((chatId) => shop.holder(chatId)))).toEqual([
        agent!.userId,
        agent!.userId,
        null,
      ]);
      await shop.set(agent!, { acceptChats: false });
      await shop.closeOne(agent!);
      expect(await shop.waiting()).toBe(1);
    },
  );

  it.each(modes)(
    '"Turning on the switch: Accept auto-assign chats means that the agent will receive chats automatically assigned by the system and chats assigned to the agent manually by other agents." (%s)',
    async (mode) => {
      const shop = await ArticleShop.open(suite, mode);
      const [agent, other] = await shop.agents(1, 1);
      const [first, second] = [await shop.write(), await shop.write()];
      expect(await shop.open(agent!, other!)).toEqual([1, 1]);
      const automatic = [first, second].map(async (chatId) => (await shop.decisions(chatId))[0]!.kind);
      expect(await Promise.all(automatic)).toEqual(['automatic', 'automatic']);
      // By hand also beyond the capacity.
      const waiting = await shop.write();
      expect((await shop.give(waiting, agent!)).status).toBe(200);
      expect(await shop.open(agent!)).toEqual([2]);
      expect((await shop.decisions(waiting))[0]).toMatchObject({
        kind: 'manual', agentId: agent!.userId, mode: null, actor: { kind: 'user', id: shop.owner.userId },
      }); // prettier-ignore
    },
  );

  it.each(modes)(
    '"Turning off the switch: Do not accept auto-assign chats means that the agent will not receive chats automatically assigned by the system, but other agents can still manually assign a chat to the agent." (%s)',
    async (mode) => {
      const shop = await ArticleShop.open(suite, mode);
      const [off, other] = await shop.agents(10, 3);
      await shop.set(off!, { acceptChats: false });
      const chats: string[] = [];
      for (let n = 0; n < 5; n++) chats.push(await shop.write());
      expect(await shop.open(off!, other!)).toEqual([0, 3]);
      expect((await shop.decisions(chats[0]!))[0]!.compared).toMatchObject({
        candidates: [{ id: other!.userId }],
        notEligible: { notAccepting: 2 },
      });
      // One of another agent's chats, by that agent; one of the queue, by the owner.
      const held = await shop.chat(chats[0]!);
      const handed = await shop.call('POST', `chats/${held.id}/assign`, other!, {
        agentId: off!.userId,
        expectedVersion: held.version,
      });
      expect(handed.status).toBe(200);
      expect((await shop.give(chats[4]!, off!)).status).toBe(200);
      expect(await shop.holder(chats[0]!)).toBe(off!.userId);
      expect(await shop.holder(chats[4]!)).toBe(off!.userId);
      expect((await shop.decisions(chats[0]!))[0]).toMatchObject({
        kind: 'manual', fromAgentId: other!.userId, actor: { kind: 'user', id: other!.userId },
      }); // prettier-ignore
      // A customer who writes again to a chat that they closed does not come back to them by itself.
      const customerId = held.customer.id;
      await shop.close(off!, await shop.chat(held.id));
      await shop.closeOne(other!);
      await shop.write(customerId);
      expect(await shop.holder(held.id)).not.toBe(off!.userId);
    },
  );
});
