import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CapacityChange } from '../../src/assignment/capacity-changes.js';
import { EngineLab } from './engine-lab.js';
import type { EngineProcess } from './engine-process.js';
import { expectSound } from './expect-sound.js';
import { ShopFixture } from './shop-fixture.js';

interface Answer extends CapacityChange {
  outcome: string;
  items?: [chatId: string, outcome: string, version: number][];
}
const user = JSON.stringify({ kind: 'user', id: '00000000-0000-7000-8000-000000000002' });
const modes = ['lowest_workload', 'equal'] as const;

/** Each is a bug that somebody shipped. Rocket.Chat #37776 needs real processes: crash/several-processes.spec.ts. */
describe('bugs of the field', () => {
  let lab: EngineLab;
  let one: EngineProcess;
  let two: EngineProcess;
  beforeAll(async () => {
    lab = await EngineLab.open();
    one = await lab.process({ poolSize: 12 });
    two = await lab.process();
  });
  afterAll(() => lab.close());

  const chats = (shopId: string) =>
    lab.database.query<{
      id: string;
      agent_id: string | null;
      arrival: string;
      state: string;
      version: number;
    }>('select id, agent_id, arrival, state, version from chat where shop_id = $1 order by arrival', [
      shopId,
    ]);
  const holder = async (shop: ShopFixture, chatId: string) =>
    (await chats(shop.shopId)).find(({ id }) => id === chatId)!.agent_id;
  const openOf = async (shop: ShopFixture, agentId: string) =>
    (await chats(shop.shopId)).filter(({ agent_id, state }) => agent_id === agentId && state === 'assigned')
      .length;
  const call = async (sql: string, params: unknown[]): Promise<Answer> => {
    const [row] = await one.database.query<{ answer: Answer }>(`select ${sql} as answer`, params);
    if (row!.answer.shop) await one.changes.follow(row!.answer);
    return row!.answer;
  };
  const transfer = (shop: ShopFixture, chatId: string, version: number, to: string) =>
    call(`transfer_chats_v1($1, array[$2::uuid], array[$3::int], $4, $5, null)`, [
      shop.shopId, chatId, version, to, user,
    ]); // prettier-ignore
  const close = (shop: ShopFixture, chatId: string, version: number) =>
    call(`close_chat_v1($1, $2, $3, 1000, $4, 'manual')`, [shop.shopId, chatId, version, user]);
  const giveAll = async (shop: ShopFixture, to: string, count: number) => {
    for (let n = 0; n < count; n++) {
      const { chatId } = await shop.write(one);
      await one.quiet();
      const { version } = (await chats(shop.shopId)).find(({ id }) => id === chatId)!;
      await transfer(shop, chatId, version, to);
    }
  };
  const expectAllWell = (shop: ShopFixture) => expectSound(one, shop.shopId);

  it('Chatwoot #14495, #15275: one chat reassigned dozens of times: manual transfer racing automatic assignment: one winner, one event', async () => {
    const shop = await ShopFixture.create(one, [{ capacity: 50 }, { capacity: 50 }, { capacity: 50 }]);
    for (let n = 0; n < 20; n++) {
      const { chatId } = await shop.write(one);
      // Version 1 is the queued chat: whoever comes second finds another version.
      const answers = await Promise.all(shop.agentIds.map((to) => transfer(shop, chatId, 1, to)));
      const winners = answers.filter(({ items }) => items![0]![1] === 'moved');
      expect(winners.length).toBeLessThanOrEqual(1);
      await one.quiet();
      const events = await lab.database.query<{ version: number }>(
        `select (payload #>> '{chat,version}')::int as version from outbox
         where key = $1 and topic = 'routing.chats.v1' order by seq`,
        [chatId],
      );
      expect(events.map(({ version }) => version)).toEqual([1, 2]);
    }
    await expectAllWell(shop);
  });

  it.each(modes)(
    'Chatwoot #10583, #10376: a newer chat overtakes when capacity frees: first in, first out drain (%s)',
    async (mode) => {
      const shop = await ShopFixture.create(one, [{ capacity: 1 }, { capacity: 1 }], mode);
      const written: string[] = [];
      for (let n = 0; n < 8; n++) written.push((await shop.write(n % 2 ? one : two)).chatId);
      for (const process of [one, two]) await process.quiet();
      for (let n = 0; n < 6; n++) {
        const held = (await chats(shop.shopId)).filter(({ state }) => state === 'assigned');
        expect(held).toHaveLength(2);
        // A newer chat comes at the very moment in which capacity frees.
        await Promise.all([close(shop, held[0]!.id, held[0]!.version), shop.write(two)]);
        for (const process of [one, two]) await process.quiet();
        const waiting = (await chats(shop.shopId)).filter(({ state }) => state === 'queued');
        expect(waiting.map(({ id }) => id)).not.toContain(written[n + 2]);
        expect(waiting.slice(0, 5 - n).map(({ id }) => id)).toEqual(written.slice(n + 3));
      }
      await expectAllWell(shop);
    },
  );

  it('Rocket.Chat #13134: back from holiday and flooded: absent for 400 chats, returns: fair share + 1 at most', async () => {
    const shop = await ShopFixture.create(
      one,
      [{ capacity: 900 }, { capacity: 900 }, { capacity: 900 }],
      'equal',
    );
    const [absent] = shop.agentIds as [string];
    await one.agents.profiles([shop.profile(absent, { capacity: 900, accepting: false })]);
    await Promise.all(Array.from({ length: 400 }, () => shop.write(one)));
    await one.quiet();
    expect(await openOf(shop, absent)).toBe(0);
    await one.agents.profiles([shop.profile(absent, { capacity: 900 })]);
    await Promise.all(Array.from({ length: 30 }, () => shop.write(one)));
    await one.quiet();
    expect(await openOf(shop, absent)).toBeGreaterThanOrEqual(9);
    expect(await openOf(shop, absent)).toBeLessThanOrEqual(11);
  });

  describe('Rocket.Chat #35831: the same full agent chosen again and again: next one chosen in the same decision', () => {
    /** Redis was not told that somebody is full. */
    const unknownToRedis = (shop: ShopFixture, agentId: string) =>
      lab.database.query('update agent set open_count = capacity where shop_id = $1 and id = $2', [
        shop.shopId,
        agentId,
      ]);

    it('the guard passes over the full agent and takes the next pick in the same call', async () => {
      const shop = await ShopFixture.create(one, [{ capacity: 1 }, { capacity: 5 }]);
      const [full, free] = shop.agentIds as [string, string];
      await one.drain.stop();
      const { chatId } = await shop.write(one);
      await unknownToRedis(shop, full);
      const [round] = await one.queue.assign([
        {
          shopId: shop.shopId,
          epoch: 1,
          lastScore: 0,
          compared: '{}',
          agentIds: [full, free],
          knownSeqs: [0, 0],
        },
      ]);
      one.drain.start();
      expect(round!.assigned).toBe(1);
      expect(await holder(shop, chatId)).toBe(free);
    });

    it.each(modes)('however wrong Redis is, the chat reaches the free agent at once (%s)', async (mode) => {
      const shop = await ShopFixture.create(one, [{ capacity: 5 }, { capacity: 5 }, { capacity: 5 }], mode);
      await one.rebuild.run(shop.shopId);
      const [full, fuller, free] = shop.agentIds as [string, string, string];
      for (const agentId of [full, fuller]) await unknownToRedis(shop, agentId);
      for (let n = 0; n < 5; n++) {
        const { chatId } = await shop.write(one);
        await one.quiet();
        expect(await holder(shop, chatId)).toBe(free);
      }
    });
  });

  describe('Chatwoot #7204: reopened chats go to people who are away: reopen policy', () => {
    const closedChat = async (shop: ShopFixture) => {
      const { chatId } = await shop.write(one, { customerId: 'c' });
      await one.quiet();
      const last = (await holder(shop, chatId))!;
      await close(shop, chatId, 2);
      return { chatId, last, other: shop.agentIds.find((id) => id !== last)! };
    };
    const reopened = async (shop: ShopFixture, chatId: string) => {
      expect((await shop.write(one, { customerId: 'c' })).outcome).toBe('reopened');
      await one.quiet();
      return holder(shop, chatId);
    };
    const agents = [{ capacity: 5 }, { capacity: 5 }];

    it.each(modes)('the last agent, where eligible, however loaded (%s)', async (mode) => {
      const shop = await ShopFixture.create(one, agents, mode);
      const { chatId, last } = await closedChat(shop);
      await giveAll(shop, last, 3);
      expect(await reopened(shop, chatId)).toBe(last);
      const [explained] = await lab.database.query(
        'select kind, agent_id from assignment where chat_id = $1 order by version desc limit 1',
        [chatId],
      );
      expect(explained).toEqual({ kind: 'previous_agent', agent_id: last });
      await expectAllWell(shop);
    });

    const ways: [string, (shop: ShopFixture, last: string) => Promise<unknown>][] = [
      [
        'whose accept-chats is off',
        (shop, last) => one.agents.profiles([shop.profile(last, { capacity: 5, accepting: false })]),
      ],
      ['who is at capacity', (shop, last) => giveAll(shop, last, 5)],
      ['who is deactivated', (shop, last) => one.agents.member(shop.member(last, { status: 'deactivated' }))],
      [
        'who is offline, where presence is required',
        (shop, last) =>
          shop.setMode(
            one,
            'lowest_workload',
            { requirePresence: true },
            shop.agentIds.filter((id) => id !== last),
          ),
      ],
    ];
    it.each(ways)('not an agent %s: the other one', async (_name, away) => {
      const shop = await ShopFixture.create(one, agents);
      const { chatId, last, other } = await closedChat(shop);
      await away(shop, last);
      await one.quiet();
      expect(await reopened(shop, chatId)).toBe(other);
      await expectAllWell(shop);
    });
  });

  it.each(['deactivated', 'deleted'] as const)(
    'Chatwoot #5224: deleted agent’s chats silently unassigned, no event: requeued, reassigned, events with the true actor (%s)',
    async (status) => {
      const shop = await ShopFixture.create(one, [{ capacity: 3 }]);
      const [agent] = shop.agentIds as [string];
      for (let n = 0; n < 5; n++) await shop.write(one);
      await one.quiet();
      const before = await chats(shop.shopId);
      expect(before.map(({ state }) => state).join()).toBe('assigned,assigned,assigned,queued,queued');

      await one.agents.member(shop.member(agent, { status }));
      await one.quiet();
      const waiting = await chats(shop.shopId);
      expect(waiting.map(({ id, arrival, state }) => [id, arrival, state])).toEqual(
        before.map(({ id, arrival }) => [id, arrival, 'queued']),
      );
      const next = await shop.addAgent(one, { capacity: 2 });
      await one.quiet();
      const served = (await chats(shop.shopId)).filter(({ agent_id }) => agent_id === next);
      expect(served.map(({ id }) => id)).toEqual(before.slice(0, 2).map(({ id }) => id));

      const events = await lab.database.query<{ type: string; payload: Record<string, unknown> }>(
        `select type, payload from outbox where key = $1 and topic = 'routing.chats.v1' order by seq`,
        [before[0]!.id],
      );
      expect(events.map(({ type, payload: { actor, reason, previousAgentId } }) => [type, actor, reason, previousAgentId])).toEqual([
        ['routing.chat.opened.v1', { kind: 'customer', id: expect.any(String) }, 'customer_message', null],
        ['routing.chat.assigned.v1', { kind: 'system', id: null }, 'automatic', null],
        ['routing.chat.queued.v1', { kind: 'user', id: shop.member(agent).actor.id }, `agent_${status}`, agent],
        ['routing.chat.assigned.v1', { kind: 'system', id: null }, 'automatic', null],
      ]); // prettier-ignore
      await expectAllWell(shop);
    },
  );

  it('Zendesk’s example: A 1/2, B 8/10: A', async () => {
    const shop = await ShopFixture.create(one, [{ capacity: 2 }, { capacity: 10 }], 'lowest_workload');
    const [a, b] = shop.agentIds as [string, string];
    await giveAll(shop, b, 8);
    await giveAll(shop, a, 1);
    expect([await openOf(shop, a), await openOf(shop, b)]).toEqual([1, 8]);
    const { chatId } = await shop.write(one);
    await one.quiet();
    expect(await holder(shop, chatId)).toBe(a);
    const [explained] = await lab.database.query<{ compared: { candidates: unknown[] } }>(
      'select compared from assignment where chat_id = $1',
      [chatId],
    );
    const score = (open: number, capacity: number) => Math.floor((open * 2 ** 20) / capacity);
    expect(explained!.compared.candidates).toEqual([
      [a, 1, 2, score(1, 2)],
      [b, 8, 10, score(8, 10)],
    ]);
  });
});
