import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RoutingSuite } from '../routing-suite.js';
import { ArticleShop, modes } from './article-shop.js';

/** The smallest is next: what the explanation calls the score of `lowest_workload`. */
const workload = (open: number, capacity: number) => Math.floor((open * 2 ** 20) / capacity);

describe('the article: "Chat Assignment"', () => {
  let suite: RoutingSuite;
  beforeAll(async () => {
    suite = await RoutingSuite.open();
  });
  afterAll(() => suite.close());

  it('"Set up how the chats are assigned to agents": by the shop’s settings, and a change counts from the next chat', async () => {
    const shop = await ArticleShop.open(suite, 'lowest_workload');
    const [small, large] = await shop.agents(10, 20);
    await shop.writeMany(6);
    expect(await shop.open(small!, large!)).toEqual([2, 4]);
    const byWorkload = await shop.write();
    await shop.use('equal');
    const equally = await shop.write();
    expect((await shop.decisions(byWorkload))[0]!.mode).toBe('lowest_workload');
    expect((await shop.decisions(equally))[0]!.mode).toBe('equal');
  });

  it.each(modes)(
    '"Assign the new chats by customers by 2 types of assignment": a new chat is assigned, a further message is not (%s)',
    async (mode) => {
      const shop = await ArticleShop.open(suite, mode);
      const [one, two] = await shop.agents(5, 5);
      const chatId = await shop.write('customer');
      const holder = await shop.holder(chatId);
      expect([one!.userId, two!.userId]).toContain(holder);
      expect(await shop.write('customer')).toBe(chatId);
      expect(await shop.holder(chatId)).toBe(holder);
      expect(await shop.decisions(chatId)).toHaveLength(1);
      expect((await shop.open(one!, two!)).sort()).toEqual([0, 1]);
    },
  );

  it('"Assign new chats to agents with lowest workloads: This setting will prioritize agents with the lowest workloads."', async () => {
    const shop = await ArticleShop.open(suite, 'lowest_workload');
    const [a, b, c] = await shop.agents(4, 8, 20);
    await shop.load(a!, 2);
    await shop.load(b!, 6);
    // 2/4, 6/8, 0/20: ten chats bring C to 1/2, six more bring A and C to 3/4.
    const opened: string[] = [];
    for (let n = 0; n < 10; n++) opened.push((await shop.holder(await shop.write()))!);
    expect(new Set(opened)).toEqual(new Set([c!.userId]));
    expect(await shop.open(a!, b!, c!)).toEqual([2, 6, 10]);
    await shop.writeMany(6);
    expect(await shop.open(a!, b!, c!)).toEqual([3, 6, 15]);
    // Whoever finishes is next.
    await shop.closeOne(b!);
    await shop.closeOne(b!);
    expect(await shop.holder(await shop.write())).toBe(b!.userId);
  });

  it('"An agents workload is calculated by dividing the number of active sessions by their total sessions & capacity": A has 1 of 2, B has 8 of 10: A gets it', async () => {
    const shop = await ArticleShop.open(suite, 'lowest_workload');
    const [a, b] = await shop.agents(2, 10);
    await shop.load(b!, 8);
    await shop.load(a!, 1);
    expect(await shop.loadOf(a!)).toMatchObject({ openChats: 1, maxCapacity: 2, workload: 0.5 });
    expect(await shop.loadOf(b!)).toMatchObject({ openChats: 8, maxCapacity: 10, workload: 0.8 });
    const chatId = await shop.write();
    expect(await shop.holder(chatId)).toBe(a!.userId);
    expect(await shop.decisions(chatId)).toMatchObject([
      {
        kind: 'automatic',
        mode: 'lowest_workload',
        actor: { kind: 'system', id: null },
        fromAgentId: null,
        agentId: a!.userId,
        open: 1,
        capacity: 2,
        score: workload(1, 2),
        compared: {
          candidates: [
            { id: a!.userId, nickname: 'Nick', open: 1, capacity: 2, score: workload(1, 2) },
            { id: b!.userId, nickname: 'Nick', open: 8, capacity: 10, score: workload(8, 10) },
          ],
          eligible: 2,
        },
      },
    ]);
    // Active sessions, not all there ever were: closed ones count no more.
    await shop.closeOne(b!);
    expect((await shop.loadOf(b!)).workload).toBe(0.7);
  });

  it('"Assign equally: chat will be distributed equally based on an agents capacity"', async () => {
    const shop = await ArticleShop.open(suite, 'equal');
    const [a, b, c] = await shop.agents(10, 20, 30);
    await shop.writeMany(30);
    expect(await shop.open(a!, b!, c!)).toEqual([5, 10, 15]);
    // Whoever closes fast gets no more for it.
    for (let n = 0; n < 5; n++) await shop.closeOne(a!);
    await shop.writeMany(24);
    expect(await shop.open(a!, b!, c!)).toEqual([4, 18, 27]);
    // One who was away gets a share of what comes, and not what was missed.
    await shop.set(a!, { acceptChats: false });
    for (let n = 0; n < 15; n++) await shop.closeOne(c!);
    for (let n = 0; n < 10; n++) await shop.closeOne(b!);
    await shop.writeMany(10);
    await shop.set(a!, { acceptChats: true });
    const [before] = await shop.open(a!);
    await shop.writeMany(12);
    const [after] = await shop.open(a!);
    expect(after! - before!).toBeGreaterThanOrEqual(1);
    expect(after! - before!).toBeLessThanOrEqual(3);
  });

  it.each(modes)(
    'every decision is explained: who was compared, why the others were not, the mode and the true actor (%s)',
    async (mode) => {
      const shop = await ArticleShop.open(suite, mode);
      const [taker, full, silent, gone] = await shop.agents(5, 1, 5, 5);
      await shop.load(full!, 1);
      await shop.set(silent!, { acceptChats: false });
      await shop.deactivate(gone!);
      const chatId = await shop.write('customer');
      await shop.give(chatId, silent!);
      await shop.close(silent!, await shop.chat(chatId));
      await shop.set(silent!, { acceptChats: true });
      await shop.write('customer');
      await shop.deactivate(silent!);
      await suite.chatIn(chatId, 'assigned', taker!.userId);

      const byHand = { kind: 'user', id: shop.owner.userId };
      const bySystem = { kind: 'system', id: null };
      const decisions = (await shop.decisions(chatId)).reverse();
      expect(decisions.map(({ kind, actor, fromAgentId, agentId }) => [kind, actor, fromAgentId, agentId])).toEqual([
        ['automatic', bySystem, null, taker!.userId],
        ['manual', byHand, taker!.userId, silent!.userId],
        ['previous_agent', bySystem, null, silent!.userId],
        ['requeued', bySystem, silent!.userId, null],
        ['automatic', bySystem, null, taker!.userId],
      ]); // prettier-ignore
      expect(decisions[0]).toMatchObject({
        mode,
        open: 0,
        capacity: 5,
        compared: {
          candidates: [{ id: taker!.userId, open: 0, capacity: 5 }],
          eligible: 1,
          // the owner does not accept chats here either
          notEligible: { full: 1, notAccepting: 2, inactive: 1, offline: 0 },
        },
      });
      expect(decisions[1]!.mode).toBeNull();
      expect(decisions.map(({ version }) => version)).toEqual([2, 3, 6, 7, 8]);
      // the event names its explanation
      const told = suite.published.messages
        .filter(({ topic, key }) => topic === 'routing.chats.v1' && key === chatId)
        .map(({ value }) => (value as { explanationId: string | null }).explanationId)
        .filter((id) => id !== null);
      expect(decisions.map(({ id }) => id)).toEqual(expect.arrayContaining(told));
    },
  );
});
