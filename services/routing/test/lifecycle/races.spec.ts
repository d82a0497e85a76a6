import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import type { CapacityChange } from '../../src/assignment/capacity-changes.js';
import type { DueChats } from '../../src/lifecycle/due-chats.js';
import type { EngineProcess } from '../engine/engine-process.js';
import { poolDifferences } from '../engine/invariants.js';
import type { ShopFixture } from '../engine/shop-fixture.js';
import { everyRange, LifecycleLab, minutes, somebody } from './lifecycle-lab.js';

/** Reassignment beside everything else that happens to a chat: one winner, one event per change. */
describe('reassignment and others at the same moment', () => {
  let lab: LifecycleLab;
  let second: EngineProcess;
  beforeAll(async () => {
    lab = await LifecycleLab.open();
    second = await lab.engine.process({ poolSize: 10 });
  });
  afterAll(() => lab.close());

  /** The first agent has all chats, unanswered and due; the others are there. */
  const dueShop = async (chats: number, others: number) => {
    const shop = await lab.shop(
      Array.from({ length: 1 + others }, (_, at) => ({ capacity: 40, accepting: at === 0 })),
      { reassignNoReplyMinutes: 10, reassignOfflineMinutes: 10, autoCloseDays: null },
    );
    await lab.presence(shop, shop.agentIds, []);
    await Promise.all(
      Array.from({ length: chats }, (_, n) => shop.write(lab.process, { customerId: `c${n}` })),
    );
    await lab.process.quiet();
    await lab.process.agents.profiles(shop.agentIds.map((id) => shop.profile(id, { capacity: 40 })));
    await lab.later(minutes(10));
    return shop;
  };
  const settle = async (shop: ShopFixture) => {
    await lab.process.quiet();
    await second.quiet();
    await lab.expectSound(shop);
  };
  const chatsOf = (shop: ShopFixture) =>
    lab.query<{
      id: string;
      version: number;
      seq: number;
      agent_id: string;
      reassigned: number;
      state: string;
    }>('select id, version, seq, agent_id, reassigned, state from chat where shop_id = $1 order by id', [
      shop.shopId,
    ]);
  /** Versions of each chat's events: a change that happened twice, or was told twice, shows. */
  const versionsTold = async (shop: ShopFixture) => {
    for (const { id, version } of await chatsOf(shop)) {
      const told = (await lab.told(id)).map(([, of]) => of);
      expect(told).toEqual(Array.from({ length: version }, (_, at) => at + 1));
    }
  };
  const pass = (kind: DueChats['kind'], process = lab.process, chatLimit = 7) =>
    lab.pass({ chatLimit }, process).run(lab.task(kind), everyRange);
  const byHand = async (sql: string, params: unknown[]) => {
    const [row] = await second.database.query<{ answer: { outcome: string; items?: [string, string][] } & CapacityChange }>(
      `select ${sql} as answer`, params,
    ); // prettier-ignore
    if (row!.answer.shop) await second.changes.follow(row!.answer);
    return row!.answer;
  };
  const closeByHand = (
    { shopId }: ShopFixture,
    { id, version, seq }: { id: string; version: number; seq: number },
  ) => byHand(`close_chat_v1($1, $2, $3, $4, $5, 'manual')`, [shopId, id, version, seq, somebody]);

  it('two processes and both kinds at once: every chat moves once', async () => {
    const shop = await dueShop(30, 3);
    await lab.presence(shop, [], [shop.agentIds[0]!]);
    await lab.later(minutes(10));
    const moved = await Promise.all([
      pass('no_reply'), pass('no_reply', second), pass('offline'), pass('offline', second), pass('no_reply', second, 100),
    ]); // prettier-ignore
    expect(moved.reduce((sum, n) => sum + n, 0)).toBe(30);
    const chats = await chatsOf(shop);
    expect(chats.every(({ reassigned, agent_id }) => reassigned === 1 && agent_id !== shop.agentIds[0])).toBe(
      true,
    );
    await versionsTold(shop);
    await settle(shop);
  });

  it('transfers by hand: the first one has it, the other finds another version', async () => {
    const shop = await dueShop(20, 3);
    const before = await chatsOf(shop);
    const to = shop.agentIds[3]!;
    const [moved, ...answers] = await Promise.all([
      pass('no_reply'),
      ...before.map(({ id, version }) =>
        byHand(`transfer_chats_v1($1, array[$2::uuid], array[$3::int], $4, $5, null)`, [shop.shopId, id, version, to, somebody]),
      ),
    ]); // prettier-ignore
    const manual = answers.filter(({ items }) => items![0]![1] === 'moved').length;
    const conflicts = answers.filter(({ items }) => items![0]![1] === 'version_conflict').length;
    expect({ sum: moved + manual, conflicts }).toEqual({ sum: 20, conflicts: moved });
    await versionsTold(shop);
    await settle(shop);
  });

  it('closes by hand: closed chats stay closed', async () => {
    const shop = await dueShop(20, 3);
    const before = await chatsOf(shop);
    const [moved, ...answers] = await Promise.all([
      pass('no_reply'),
      ...before.map((chat) => closeByHand(shop, chat)),
    ]);
    const closed = answers.filter(({ outcome }) => outcome === 'done').length;
    expect(moved + closed).toBe(20);
    expect((await chatsOf(shop)).filter(({ state }) => state === 'closed')).toHaveLength(closed);
    await versionsTold(shop);
    await settle(shop);
  });

  it('a chat that an agent answers at that moment is left alone', async () => {
    const shop = await dueShop(2, 1);
    const [answered] = await chatsOf(shop);
    const agent = await lab.engine.process({ poolSize: 1 });
    await agent.database.query('begin');
    await agent.database.query('select from chat where id = $1 for no key update', [answered!.id]);
    expect(await pass('no_reply')).toBe(1);
    await agent.database.query('update chat set unanswered_since = null where id = $1', [answered!.id]);
    await agent.database.query('commit');
    expect(await pass('no_reply')).toBe(0);
    expect((await chatsOf(shop)).map(({ agent_id }) => agent_id).sort()).toEqual([...shop.agentIds].sort());
    await settle(shop);
  });

  it('a chat that is answered after it was chosen, before it was locked, stays', async () => {
    const shop = await dueShop(2, 1);
    const [answered, other] = await chatsOf(shop);
    const moved = await lab.inBetween(
      () => pass('no_reply'),
      (by) => by.database.query('update chat set unanswered_since = null where id = $1', [answered!.id]),
    );
    expect(moved).toBe(1);
    expect((await chatsOf(shop)).map(({ id, reassigned }) => [id, reassigned])).toEqual([
      [answered!.id, 0],
      [other!.id, 1],
    ]);
    await settle(shop);
  });

  it('nothing moves past a customer who began to wait after the chats were chosen, before they were locked', async () => {
    const shop = await dueShop(2, 1);
    const message = { shopId: shop.shopId, customerId: 'new', externalMessageId: uuid(), text: 'hello' };
    const moved = await lab.inBetween(
      () => pass('no_reply'),
      (by) => by.queue.accept([{ ...message, messageId: uuid(), chatId: uuid() }], 0),
    );
    expect(moved).toBe(0);
    expect((await chatsOf(shop)).map(({ reassigned }) => reassigned)).toEqual([0, 0, 0]);
    lab.process.drain.demand(shop.shopId, 1);
    await settle(shop);
    expect(await pass('no_reply')).toBe(2);
    await settle(shop);
  });

  it('arrivals, closes and an accept switch beside it: capacity holds, no chat is lost', async () => {
    const shop = await dueShop(30, 2);
    const [first, ...others] = shop.agentIds as [string, ...string[]];
    await lab.process.agents.profiles(others.map((id) => shop.profile(id, { capacity: 12 })));
    const before = await chatsOf(shop);
    await Promise.all([
      pass('no_reply', lab.process, 3),
      pass('no_reply', second, 4),
      ...Array.from({ length: 30 }, () => shop.write(second)),
      ...before.slice(0, 8).map((chat) => closeByHand(shop, chat)),
      second.agents.profiles([shop.profile(first, { capacity: 40, accepting: false })]),
      second.agents.profiles([shop.profile(others[0]!, { capacity: 13 })]),
    ]);
    await settle(shop);
    await versionsTold(shop);
    const over = await lab.query('select id from agent where shop_id = $1 and open_count > capacity', [
      shop.shopId,
    ]);
    expect(over).toEqual([]);
  });

  it('a process that dies after its commit, before Redis knew: the relay tells it', async () => {
    const shop = await dueShop(5, 1);
    await lab.process.database.query(`select reassign_chats_v1($1, 'no_reply', 100)`, [shop.shopId]);
    expect(await poolDifferences(lab.process, shop.shopId)).not.toEqual([]);
    await lab.process.relay();
    await settle(shop);
  });

  it('one that dies between two transactions is continued by the next process that looks', async () => {
    const shop = await dueShop(10, 2);
    expect(await lab.pass({ chatLimit: 4, turnsPerShop: 1 }).run(lab.task('no_reply'), everyRange)).toBe(4);
    await settle(shop);
    expect(await pass('no_reply', second, 4)).toBe(6);
    await settle(shop);
  });

  it('a shop that cannot be served now holds up no other one', async () => {
    const stuck = await dueShop(1, 1);
    const shop = await lab.anotherShop([{ capacity: 5 }, { capacity: 5 }], {
      reassignNoReplyMinutes: 10,
      autoCloseDays: null,
    });
    await lab.presence(shop, shop.agentIds, []);
    await lab.write(shop, 'c');
    await lab.later(minutes(10));
    const holder = await lab.engine.process({ poolSize: 1 });
    await holder.database.query('begin');
    await holder.database.query('select from shop where id = $1 for no key update', [stuck.shopId]);
    const counted = async (metric: { get(): Promise<{ values: { value: number; labels: object }[] }> }) =>
      (await metric.get()).values.find(({ labels }) => 'kind' in labels && labels.kind === 'no_reply')
        ?.value ?? 0;
    const before = [await counted(lab.metrics.failures), await counted(lab.metrics.chats)];
    expect(await pass('no_reply')).toBe(1);
    expect([await counted(lab.metrics.failures), await counted(lab.metrics.chats)]).toEqual(
      before.map((n) => n + 1),
    );
    await holder.database.query('commit');
    expect(await lab.chat(shop, 'c')).toMatchObject({ reassigned: 1 });
    expect(await pass('no_reply')).toBe(1);
  });
});
