import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventDefinitions, problemsForProducer } from '@switchboard/contracts';
import { v7 as uuid } from 'uuid';
import type { ShopFixture } from '../engine/shop-fixture.js';
import { LifecycleLab, minutes } from './lifecycle-lab.js';

/**
 * SPEC: "counted from the later of the first unanswered customer message and the assignment"; "to an eligible, online
 * agent who did not hold the chat since the customer's last unanswered message, at most 3 times, and only while the
 * shop's queue is empty; nobody there: it stays, and moves when one appears".
 */
describe('reassignment without a reply', () => {
  let lab: LifecycleLab;
  beforeAll(async () => {
    lab = await LifecycleLab.open();
  });
  afterAll(() => lab.close());

  const shopOf = (capacities: number[], lifecycle: Parameters<ShopFixture['setMode']>[2] = {}) =>
    lab.onlineShop(capacities, { reassignNoReplyMinutes: 10, autoCloseDays: null, ...lifecycle });

  it('moves after the configured minutes, not before, straight to the mode’s next agent; it never enters the queue', async () => {
    const shop = await shopOf([10, 10, 10]);
    const chat = await lab.write(shop, 'c');
    const [busy, idle] = shop.agentIds.filter((id) => id !== chat.agent_id) as [string, string];
    const second = await lab.write(shop, 'd');
    await lab.give(shop, ['d'], busy);
    await lab.reply(second.id);
    await lab.later(minutes(10) - 1);
    expect(await lab.run('no_reply')).toBe(0);
    await lab.later(1);
    expect(await lab.run('no_reply')).toBe(1);
    expect(await lab.chat(shop, 'c')).toMatchObject({
      state: 'assigned',
      agent_id: idle,
      version: 3,
      reassigned: 1,
    });
    expect(await lab.told(chat.id)).toEqual([
      ['opened', 1, 'customer_message'],
      ['assigned', 2, 'automatic'],
      ['transferred', 3, 'no_reply'],
    ]);
    await lab.expectSound(shop);
  });

  it('explains the decision, tells what libs/contracts says, and audits it', async () => {
    const shop = await shopOf([10, 10, 2, 10]);
    const chat = await lab.write(shop, 'c');
    const others = shop.agentIds.filter((id) => id !== chat.agent_id) as [string, string, string];
    await lab.presence(shop, [], [others[2]]);
    await lab.later(minutes(10));
    await lab.run('no_reply');
    const [explained] = await lab.query<Record<string, unknown>>(
      'select id, kind, actor, from_agent_id, agent_id, mode, open_count, score, position, compared from assignment where chat_id = $1 and version = 3',
      [chat.id],
    );
    const to = (await lab.chat(shop, 'c')).agent_id!;
    expect(others.slice(0, 2)).toContain(to);
    expect(explained).toMatchObject({
      kind: 'no_reply', actor: { kind: 'system', id: null }, from_agent_id: chat.agent_id, agent_id: to,
      mode: 'lowest_workload', open_count: 0, position: 1,
      compared: { by: 'sql', ready: 2, heldBefore: 1, offline: 1, full: 0, inactive: 0, notAccepting: 0 },
    }); // prettier-ignore
    const { candidates } = explained!['compared'] as { candidates: [string][] };
    expect(candidates.map(([id]) => id).sort()).toEqual(others.slice(0, 2).sort());

    const rows = await lab.query<{
      type: string;
      headers: object;
      payload: Record<string, unknown>;
      agents: string[];
    }>(
      'select type, headers, payload, agents from outbox where aggregate_id = $1 order by seq desc limit 2',
      [chat.id],
    );
    for (const { type, payload, headers } of rows) {
      const definition = eventDefinitions.find(({ ceType }) => ceType === type)!;
      expect([type, problemsForProducer(definition, payload)]).toEqual([type, []]);
      expect(headers).toEqual({ accountid: shop.accountId, shopid: shop.shopId, ce_subject: chat.id });
    }
    const byType = Object.fromEntries(rows.map((row) => [row.type, row]));
    const told = byType['routing.chat.transferred.v1']!;
    expect(told.payload).toMatchObject({
      previousAgentId: chat.agent_id, actor: { kind: 'system', id: null }, reason: 'no_reply', explanationId: explained!['id'],
    }); // prettier-ignore
    expect([...told.agents].sort()).toEqual([chat.agent_id, to].sort());
    expect(byType['audit.entry.v1']!.payload).toMatchObject({
      actor: { kind: 'system', id: null }, action: 'chat.transferred',
      before: { state: 'assigned', agentId: chat.agent_id }, after: { state: 'assigned', agentId: to },
    }); // prettier-ignore
  });

  it('counts from the assignment where that is later, and from the first unanswered message, not from the last', async () => {
    const shop = await shopOf([1, 1]);
    const [first, second] = shop.agentIds as [string, string];
    await lab.process.agents.profiles(
      shop.agentIds.map((id) => shop.profile(id, { capacity: 1, accepting: false })),
    );
    await lab.write(shop, 'c');
    await lab.later(minutes(60));
    await lab.process.agents.profiles([shop.profile(first, { capacity: 1 })]);
    await lab.process.quiet();
    expect(await lab.chat(shop, 'c')).toMatchObject({ agent_id: first });
    await lab.process.agents.profiles([shop.profile(second, { capacity: 1 })]);
    await lab.later(minutes(9));
    await lab.write(shop, 'c');
    expect(await lab.run('no_reply')).toBe(0);
    await lab.later(minutes(1));
    expect(await lab.run('no_reply')).toBe(1);
    expect(await lab.chat(shop, 'c')).toMatchObject({ agent_id: second });
  });

  it('a reply ends it; the customer’s next message starts it again', async () => {
    const shop = await shopOf([10, 10]);
    const chat = await lab.write(shop, 'c');
    await lab.later(minutes(5));
    await lab.reply(chat.id);
    await lab.later(minutes(60));
    expect(await lab.run('no_reply')).toBe(0);
    await lab.write(shop, 'c');
    await lab.later(minutes(9));
    expect(await lab.run('no_reply')).toBe(0);
    await lab.later(minutes(1));
    expect(await lab.run('no_reply')).toBe(1);
  });

  it('at most three times, each time to an agent who has not had it; however often the customer writes', async () => {
    const shop = await shopOf([10, 10, 10, 10, 10, 10]);
    await lab.write(shop, 'c');
    const seen = [(await lab.chat(shop, 'c')).agent_id];
    for (let n = 0; n < 3; n++) {
      await lab.later(minutes(10));
      await lab.write(shop, 'c');
      expect(await lab.run('no_reply')).toBe(1);
      seen.push((await lab.chat(shop, 'c')).agent_id);
    }
    expect(new Set(seen).size).toBe(4);
    // enough, while another one of the same agent moves
    const { id, agent_id } = await lab.chat(shop, 'c');
    await lab.write(shop, 'd');
    await lab.give(shop, ['d'], agent_id!);
    await lab.later(minutes(600));
    expect(await lab.run('no_reply')).toBe(1);
    expect(await lab.chat(shop, 'c')).toMatchObject({ agent_id, reassigned: 3 });
    await lab.reply((await lab.chat(shop, 'd')).id);
    await lab.reply(id);
    await lab.write(shop, 'c');
    await lab.later(minutes(10));
    expect(await lab.run('no_reply')).toBe(1);
    await lab.expectSound(shop);
  });

  it('who had it since the customer began to wait is left out, also after a transfer by hand; who had it before is not', async () => {
    const shop = await shopOf([10, 10]);
    const chat = await lab.write(shop, 'c');
    const holder = chat.agent_id!;
    const other = shop.agentIds.find((id) => id !== holder)!;
    // answered, the customer writes, and only then it is transferred: both have had it since
    await lab.reply(chat.id);
    await lab.write(shop, 'c');
    await lab.give(shop, ['c'], other);
    await lab.later(minutes(10));
    expect(await lab.run('no_reply')).toBe(0);
    // answered, transferred, and only then the customer writes: the first one may have it again
    await lab.reply(chat.id);
    await lab.give(shop, ['c'], holder);
    await lab.write(shop, 'c');
    await lab.later(minutes(10));
    expect(await lab.run('no_reply')).toBe(1);
    expect(await lab.chat(shop, 'c')).toMatchObject({ agent_id: other });
  });

  it('nothing moves while a chat waits in the queue, even where an agent could take it', async () => {
    const shop = await shopOf([2, 2]);
    const chat = await lab.write(shop, 'c');
    await lab.later(minutes(10));
    // stored, and the wake-up is still on its way
    await lab.process.queue.accept(
      [
        {
          shopId: shop.shopId,
          customerId: 'waits',
          externalMessageId: uuid(),
          messageId: uuid(),
          chatId: uuid(),
          text: 'hi',
        },
      ],
      0,
    );
    expect(await lab.run('no_reply')).toBe(0);
    expect(await lab.chat(shop, 'c')).toEqual(chat);
    lab.process.drain.demand(shop.shopId, 1);
    await lab.process.quiet();
    expect(await lab.chat(shop, 'waits')).toMatchObject({ state: 'assigned' });
    expect(await lab.run('no_reply')).toBe(1);
    await lab.expectSound(shop);
  });

  const notThere: [string, (shop: ShopFixture, id: string) => Promise<unknown>, (shop: ShopFixture, id: string) => Promise<unknown>][] = [
    ['is offline', (shop, id) => lab.presence(shop, [], [id]), (shop, id) => lab.presence(shop, [id], [])],
    ['does not accept chats', async (shop, id) => lab.process.agents.profiles([shop.profile(id, { capacity: 2, accepting: false })]),
     async (shop, id) => lab.process.agents.profiles([shop.profile(id, { capacity: 2 })])],
    ['is deactivated', async (shop, id) => lab.process.agents.member(shop.member(id, { status: 'deactivated' })),
     async (shop, id) => lab.process.agents.member(shop.member(id))],
    ['is full', async (shop, id) => { await lab.process.agents.profiles([shop.profile(id, { capacity: 1 })]); await lab.give(shop, ['fills'], id); },
     async (shop, id) => lab.process.agents.profiles([shop.profile(id, { capacity: 2 })])],
  ]; // prettier-ignore
  it.each(notThere)(
    'no agent there, because the only other one %s: it stays, and moves when one appears',
    async (_why, leave, appear) => {
      for (const requirePresence of [false, true]) {
        const shop = await shopOf([10, 2], { requirePresence });
        const [holder, other] = shop.agentIds as [string, string];
        await lab.write(shop, 'c');
        const { id } = await lab.write(shop, 'fills');
        await lab.reply(id);
        await lab.give(shop, ['c', 'fills'], holder);
        await leave(shop, other);
        await lab.process.quiet();
        await lab.later(minutes(10));
        expect(await lab.run('no_reply')).toBe(0);
        expect(await lab.chat(shop, 'c')).toMatchObject({ state: 'assigned', agent_id: holder });
        await appear(shop, other);
        await lab.process.quiet();
        expect(await lab.run('no_reply')).toBe(1);
        expect(await lab.chat(shop, 'c')).toMatchObject({ agent_id: other });
        await lab.expectSound(shop);
      }
    },
  );

  it.each(['lowest_workload', 'equal'] as const)(
    '%s: hundreds at once are spread as the mode spreads them, no agent above capacity',
    async (mode) => {
      const shop = await shopOf([500, 20, 60, 30]);
      await shop.setMode(lab.process, mode, { reassignNoReplyMinutes: 10, autoCloseDays: null });
      const takers = shop.agentIds.slice(1);
      await lab.process.agents.profiles(
        takers.map((id) => shop.profile(id, { capacity: 1, accepting: false })),
      );
      for (let n = 0; n < 4; n++)
        await Promise.all(Array.from({ length: 30 }, () => shop.write(lab.process)));
      await lab.process.quiet();
      const capacities = [20, 60, 30];
      await lab.process.agents.profiles(
        takers.map((id, at) => shop.profile(id, { capacity: capacities[at]! })),
      );
      await lab.later(minutes(10));
      expect(await lab.run('no_reply', lab.pass({ chatLimit: 55, turnsPerShop: 1 }))).toBe(55);
      const opens = async () => (await lab.query<{ open_count: number }>(
      'select open_count from agent where shop_id = $1 order by array_position($2::uuid[], id)', [shop.shopId, shop.agentIds],
    )).map(({ open_count }) => open_count); // prettier-ignore
      expect(await opens()).toEqual([65, 10, 30, 15]);
      expect(await lab.run('no_reply')).toBe(55);
      expect(await opens()).toEqual([10, 20, 60, 30]);
      await lab.expectSound(shop);
    },
  );

  it('the setting counts as it is now, and no other shop notices', async () => {
    const shop = await shopOf([10, 10]);
    const other = await lab.anotherShop([{ capacity: 10 }, { capacity: 10 }], {
      reassignNoReplyMinutes: 30,
      autoCloseDays: null,
    });
    await lab.presence(other, other.agentIds, []);
    await lab.write(shop, 'c');
    const theirs = await lab.write(other, 'c');
    const set = (reassignNoReplyMinutes: number | null) =>
      shop.setMode(
        lab.process,
        'lowest_workload',
        { reassignNoReplyMinutes, autoCloseDays: null },
        shop.agentIds,
      );
    await lab.later(minutes(10));
    await set(20);
    expect(await lab.run('no_reply')).toBe(0);
    await set(null);
    await lab.later(minutes(15));
    expect(await lab.run('no_reply')).toBe(0);
    await set(25);
    expect(await lab.run('no_reply')).toBe(1);
    expect(await lab.chat(other, 'c')).toEqual(theirs);
    await lab.expectSound(shop);
    await lab.expectSound(other);
  });
});
