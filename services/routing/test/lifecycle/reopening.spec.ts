import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ShopFixture } from '../engine/shop-fixture.js';
import { LifecycleLab } from './lifecycle-lab.js';

/**
 * SPEC: "A customer's message on a closed chat: previous agent if eligible, else routed." ENGINE: "queues it with a new
 * arrival number and preferred_agent; assign uses that agent when its guard holds". Chatwoot #7204: reopened chats
 * went to people who were away.
 */
describe('reopening by the customer', () => {
  let lab: LifecycleLab;
  beforeAll(async () => {
    lab = await LifecycleLab.open();
  });
  afterAll(() => lab.close());

  const close = async (shop: ShopFixture, customerId: string) => {
    const chat = await lab.chat(shop, customerId);
    expect(await lab.closeByHand(shop, chat)).toMatchObject({ outcome: 'done' });
  };
  const accepts = async (shop: ShopFixture, agentId: string, capacity: number, accepting: boolean) => {
    await lab.process.agents.profiles([shop.profile(agentId, { capacity, accepting })]);
    await lab.process.quiet();
  };

  it('to its last agent, although another one has less to do; two changes, two events', async () => {
    const shop = await lab.onlineShop([10, 10]);
    const { id, agent_id } = await lab.write(shop, 'c');
    const last = agent_id!;
    for (const customer of ['d', 'e', 'f']) await lab.write(shop, customer);
    await lab.give(shop, ['d', 'e', 'f'], last);
    await close(shop, 'c');
    expect(await lab.write(shop, 'c')).toMatchObject({ id, state: 'assigned', agent_id: last, version: 5 });
    const events = await lab.query<Record<string, unknown>>(
      `select type, payload -> 'actor' as actor, payload ->> 'reason' as reason, payload ->> 'previousAgentId' as previous,
              payload #>> '{chat,state}' as state, payload #>> '{chat,agent,id}' as agent
         from outbox where key = $1 and topic = 'routing.chats.v1' order by seq offset 3`,
      [id],
    );
    expect(events).toEqual([
      { type: 'routing.chat.reopened.v1', actor: { kind: 'customer', id: 'c' }, reason: 'customer_message', previous: last, state: 'queued', agent: null },
      { type: 'routing.chat.assigned.v1', actor: { kind: 'system', id: null }, reason: 'previous_agent', previous: null, state: 'assigned', agent: last },
    ]); // prettier-ignore
    const [explained] = await lab.query(
      'select kind, agent_id from assignment where chat_id = $1 and version = 5',
      [id],
    );
    expect(explained).toEqual({ kind: 'previous_agent', agent_id: last });
    await lab.expectSound(shop);
  });

  const reasons: [string, (shop: ShopFixture, last: string) => Promise<unknown>][] = [
    ['is away', (shop, last) => lab.presence(shop, [], [last])],
    ['does not accept chats', (shop, last) => accepts(shop, last, 2, false)],
    ['is full', async (shop, last) => {
      for (const customer of ['d', 'e']) await lab.write(shop, customer);
      await lab.give(shop, ['d', 'e'], last);
    }],
    ['is deactivated', (shop, last) => lab.process.agents.member(shop.member(last, { status: 'deactivated' }))],
    ['lost the shop', (shop, last) => lab.process.agents.member(shop.member(last, { shopAccess: ['00000000-0000-7000-8000-00000000000f'] }))],
  ]; // prettier-ignore
  it.each(reasons)('in turn, where the last agent %s', async (_why, leave) => {
    const shop = await lab.onlineShop([2, 20, 10], { requirePresence: true });
    const [last, ...others] = shop.agentIds as [string, string, string];
    const { id } = await lab.write(shop, 'c');
    await lab.give(shop, ['c'], last);
    await close(shop, 'c');
    await lab.write(shop, 'g');
    await lab.give(shop, ['g'], others[1]!);
    await leave(shop, last);
    await lab.process.quiet();
    expect(await lab.write(shop, 'c')).toMatchObject({ id, state: 'assigned', agent_id: others[0] });
    const [explained] = await lab.query(
      'select kind from assignment where chat_id = $1 order by version desc limit 1',
      [id],
    );
    expect(explained).toEqual({ kind: 'automatic' });
    await lab.expectSound(shop);
  });

  it('no agent is there: it waits for the first one who comes, and never goes to people who are away', async () => {
    for (const comes of [0, 1]) {
      const shop = await lab.onlineShop([2, 2], { requirePresence: true });
      const last = shop.agentIds[0]!;
      await lab.write(shop, 'c');
      await lab.give(shop, ['c'], last);
      await close(shop, 'c');
      await lab.presence(shop, [], shop.agentIds);
      expect(await lab.write(shop, 'c')).toMatchObject({ state: 'queued', agent_id: null });
      await lab.presence(shop, [shop.agentIds[comes]!], []);
      expect(await lab.chat(shop, 'c')).toMatchObject({ state: 'assigned', agent_id: shop.agentIds[comes] });
      await lab.expectSound(shop);
    }
  });

  it('with a new place in the queue: who waited is served first, even by the chat’s last agent', async () => {
    const shop = await lab.onlineShop([2, 2]);
    const [last, other] = shop.agentIds as [string, string];
    for (const customer of ['old', 'b', 'c', 'd']) await lab.write(shop, customer);
    await lab.give(shop, ['old'], last);
    await close(shop, 'old');
    await lab.write(shop, 'b2');
    for (const { id, open_count } of await lab.query<{ id: string; open_count: number }>('select id, open_count from agent where shop_id = $1', [shop.shopId]))
      await accepts(shop, id, Math.max(open_count, 1), true); // prettier-ignore
    const arrival = async (customer: string) =>
      (await lab.query<{ arrival: number }>('select arrival from chat where shop_id = $1 and customer_id = $2', [shop.shopId, customer]))[0]!.arrival; // prettier-ignore
    const before = await arrival('old');
    expect(await lab.write(shop, 'waits')).toMatchObject({ state: 'queued' });
    expect(await lab.write(shop, 'old')).toMatchObject({ state: 'queued' });
    expect(await arrival('old')).toBeGreaterThan(await arrival('waits'));
    expect(await arrival('old')).toBeGreaterThan(before);

    const mine = await lab.query<{ customer_id: string }>(
      `select customer_id from chat where shop_id = $1 and agent_id = $2 and state = 'assigned' limit 1`,
      [shop.shopId, last],
    );
    await close(shop, mine[0]!.customer_id);
    expect(await lab.chat(shop, 'waits')).toMatchObject({ state: 'assigned', agent_id: last });
    expect(await lab.chat(shop, 'old')).toMatchObject({ state: 'queued' });
    await accepts(shop, last, 9, true);
    expect(await lab.chat(shop, 'old')).toMatchObject({ state: 'assigned', agent_id: last });
    await lab.expectSound(shop);
    void other;
  });

  it('the pick that was spent on the last agent is used up by it: the next chat goes to the next one', async () => {
    const shop = await lab.onlineShop([10, 10]);
    const [last, next] = shop.agentIds as [string, string];
    await lab.write(shop, 'c');
    await lab.give(shop, ['c'], last);
    await close(shop, 'c');
    await accepts(shop, last, 10, false);
    await accepts(shop, next, 10, false);
    for (const customer of ['c', 'd']) await lab.write(shop, customer);
    // Without a drain in between: what one round makes of these picks.
    await lab.query('update agent set accepting = true, version = version + 1 where shop_id = $1', [
      shop.shopId,
    ]);
    const { epoch } = (await lab.process.queue.epochs([shop.shopId]))[0]!;
    const compared = JSON.stringify({ by: 'redis' });
    await lab.process.queue.assign([
      { shopId: shop.shopId, epoch, agentIds: [last, next], knownSeqs: [0, 0], lastScore: 0, compared },
    ]);
    expect(await lab.chat(shop, 'c')).toMatchObject({ state: 'assigned', agent_id: last });
    expect(await lab.chat(shop, 'd')).toMatchObject({ state: 'assigned', agent_id: next });
  });

  it('many customers at once come back to theirs; no agent above capacity, the rest in turn', async () => {
    const shop = await lab.onlineShop([40, 40]);
    const customers = Array.from({ length: 30 }, (_, n) => `c${n}`);
    await Promise.all(customers.map((customerId) => shop.write(lab.process, { customerId })));
    await lab.process.quiet();
    await lab.give(shop, customers, shop.agentIds[0]!);
    for (const customer of customers) await close(shop, customer);
    await accepts(shop, shop.agentIds[0]!, 12, true);
    await Promise.all(customers.map((customerId) => shop.write(lab.process, { customerId })));
    await lab.process.quiet();
    const opens = await lab.query<{ open_count: number }>(
      'select open_count from agent where shop_id = $1 order by array_position($2::uuid[], id)',
      [shop.shopId, shop.agentIds],
    );
    expect(opens.map(({ open_count }) => open_count)).toEqual([12, 18]);
    await lab.expectSound(shop);
  });
});
