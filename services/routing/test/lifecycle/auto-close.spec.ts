import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventDefinitions, problemsForProducer } from '@switchboard/contracts';
import { days, everyRange, LifecycleLab, minutes } from './lifecycle-lab.js';

/** SPEC: "autoCloseDays | 1-90 or null (7) | an assigned chat without any message for so long is closed; queued ones never". */
describe('auto-close', () => {
  let lab: LifecycleLab;
  beforeAll(async () => {
    lab = await LifecycleLab.open();
  });
  afterAll(() => lab.close());

  it('closes after seven days without a message, not before; the next message reopens for the same agent', async () => {
    const shop = await lab.shop([{ capacity: 3 }, { capacity: 3 }]);
    const chat = await lab.write(shop, 'c');
    await lab.later(days(7) - minutes(1));
    expect(await lab.run('auto_close')).toBe(0);
    await lab.later(minutes(1));
    expect(await lab.run('auto_close')).toBe(1);
    expect(await lab.chat(shop, 'c')).toMatchObject({ state: 'closed', agent_id: chat.agent_id, version: 3 });
    expect(await lab.told(chat.id)).toEqual([
      ['opened', 1, 'customer_message'],
      ['assigned', 2, 'automatic'],
      ['closed', 3, 'inactivity'],
    ]);
    expect(await lab.write(shop, 'c')).toMatchObject({
      state: 'assigned',
      agent_id: chat.agent_id,
      version: 5,
    });
    await lab.expectSound(shop);
  });

  it('tells what libs/contracts says, with the system as actor and the agent it touched, and audits it', async () => {
    const shop = await lab.shop([{ capacity: 3 }]);
    const chat = await lab.write(shop, 'c');
    await lab.later(days(7));
    await lab.run('auto_close');
    const rows = await lab.query<{
      type: string;
      headers: object;
      payload: Record<string, unknown>;
      agents: string[];
    }>(
      `select type, headers, payload, agents from outbox where aggregate_id = $1 order by seq desc limit 2`,
      [chat.id],
    );
    for (const { type, payload } of rows) {
      const definition = eventDefinitions.find(({ ceType }) => ceType === type)!;
      expect([type, problemsForProducer(definition, payload)]).toEqual([type, []]);
    }
    const headers = { accountid: shop.accountId, shopid: shop.shopId, ce_subject: chat.id };
    const byType = Object.fromEntries(rows.map((row) => [row.type, row]));
    expect(byType['routing.chat.closed.v1']).toMatchObject({
      headers,
      agents: [chat.agent_id],
      payload: { previousAgentId: chat.agent_id, actor: { kind: 'system', id: null }, reason: 'inactivity' },
    });
    expect(byType['audit.entry.v1']).toMatchObject({
      headers,
      agents: [],
      payload: {
        actor: { kind: 'system', id: null },
        action: 'chat.closed',
        before: { state: 'assigned', agentId: chat.agent_id },
        after: { state: 'closed', agentId: chat.agent_id },
      },
    });
  });

  it('any message, from either side, starts the time anew', async () => {
    const shop = await lab.shop([{ capacity: 3 }]);
    const answered = await lab.write(shop, 'answered');
    await lab.write(shop, 'writes');
    await lab.write(shop, 'silent');
    await lab.later(days(5));
    await lab.reply(answered.id);
    await lab.write(shop, 'writes');
    await lab.later(days(3));
    expect(await lab.run('auto_close')).toBe(1);
    const states = await Promise.all(
      ['answered', 'writes', 'silent'].map((customer) => lab.chat(shop, customer)),
    );
    expect(states.map(({ state }) => state)).toEqual(['assigned', 'assigned', 'closed']);
  });

  it('a queued chat is never closed, nor the moment it is assigned after a long time in the queue', async () => {
    const shop = await lab.shop([{ capacity: 3, accepting: false }]);
    await lab.write(shop, 'c');
    await lab.later(days(90));
    expect(await lab.run('auto_close')).toBe(0);
    await lab.process.agents.profiles([shop.profile(shop.agentIds[0]!, { capacity: 3 })]);
    await lab.process.quiet();
    expect(await lab.run('auto_close')).toBe(0);
    expect(await lab.chat(shop, 'c')).toMatchObject({ state: 'assigned' });
    await lab.later(days(7));
    expect(await lab.run('auto_close')).toBe(1);
  });

  it('the setting counts as it is now: shortened, lengthened, switched off; no other shop notices', async () => {
    const shop = await lab.shop([{ capacity: 3 }]);
    const other = await lab.anotherShop([{ capacity: 3 }]);
    const [mine, theirs] = [await lab.write(shop, 'c'), await lab.write(other, 'c')];
    const set = (autoCloseDays: number | null) =>
      shop.setMode(lab.process, 'lowest_workload', { autoCloseDays });
    await lab.later(days(2));
    expect(await lab.run('auto_close')).toBe(0);
    await set(90);
    await lab.later(days(4));
    expect(await lab.run('auto_close')).toBe(0);
    await set(null);
    await lab.later(minutes(1));
    expect(await lab.run('auto_close')).toBe(0);
    await set(6);
    expect(await lab.run('auto_close')).toBe(1);
    expect((await lab.told(mine.id)).at(-1)).toEqual(['closed', 3, 'inactivity']);
    expect(await lab.chat(other, 'c')).toEqual(theirs);
    await lab.expectSound(other);
  });

  it('frees the agent: who waits is served at once', async () => {
    const shop = await lab.shop([{ capacity: 2 }]);
    await lab.write(shop, 'old 1');
    await lab.write(shop, 'old 2');
    await lab.later(days(7));
    expect(await lab.write(shop, 'new')).toMatchObject({ state: 'queued' });
    expect(await lab.run('auto_close')).toBe(2);
    expect(await lab.chat(shop, 'new')).toMatchObject({ state: 'assigned' });
    await lab.expectSound(shop);
  });

  it('at most so many per transaction, of one agent; a process that died is continued by the next one', async () => {
    const shop = await lab.shop([{ capacity: 9 }, { capacity: 9 }]);
    for (let n = 0; n < 10; n++) await lab.write(shop, `c${n}`);
    await lab.later(days(7));
    // one transaction, and it is gone
    expect(await lab.run('auto_close', lab.pass({ chatLimit: 3, turnsPerShop: 1 }))).toBe(3);
    const closed = await lab.query<{ agents: number; batches: number }>(
      `select count(distinct agent_id)::int as agents, count(distinct closed_at)::int as batches
         from chat where shop_id = $1 and state = 'closed'`,
      [shop.shopId],
    );
    expect(closed).toEqual([{ agents: 1, batches: 1 }]);
    await lab.expectSound(shop);
    expect(await lab.run('auto_close', lab.pass({ chatLimit: 3 }))).toBe(7);
    expect(await lab.run('auto_close')).toBe(0);
    await lab.expectSound(shop);
  });

  describe('a message at the same moment', () => {
    it('first the message, then the close: it stays open', async () => {
      const shop = await lab.shop([{ capacity: 3 }]);
      const chat = await lab.write(shop, 'c');
      await lab.later(days(7));
      // The message is on its way: its transaction has the chat, and the close finds it idle as yet.
      const writing = await lab.engine.process({ poolSize: 1 });
      await writing.database.query('begin');
      await shop.write(writing, { customerId: 'c' });
      expect(await lab.run('auto_close')).toBe(0);
      await writing.database.query('commit');
      expect(await lab.run('auto_close')).toBe(0);
      expect(await lab.chat(shop, 'c')).toMatchObject({ state: 'assigned', version: 2, seq: 2 });
      expect((await lab.told(chat.id)).map(([type]) => type)).toEqual(['opened', 'assigned']);
      await lab.expectSound(shop);
    });

    it('after the close has chosen the chat, before it has it: it stays open', async () => {
      const shop = await lab.shop([{ capacity: 3 }]);
      const chat = await lab.write(shop, 'c');
      await lab.later(days(7));
      const closed = await lab.inBetween(
        () => lab.run('auto_close'),
        (process) => shop.write(process, { customerId: 'c' }),
      );
      expect(closed).toBe(0);
      expect(await lab.chat(shop, 'c')).toMatchObject({ id: chat.id, state: 'assigned', version: 2, seq: 2 });
      await lab.expectSound(shop);
    });

    it('first the close, then the message: the message reopens it', async () => {
      const shop = await lab.shop([{ capacity: 3 }]);
      const chat = await lab.write(shop, 'c');
      await lab.later(days(7));
      const closing = await lab.engine.process({ poolSize: 1 });
      await closing.database.query('begin');
      const [row] = await closing.database.query<{ answer: { changed: number } }>(
        'select close_idle_chats_v1($1, 100) as answer',
        [shop.shopId],
      );
      expect(row!.answer.changed).toBe(1);
      const written = shop.write(lab.process, { customerId: 'c' });
      await closing.database.query('commit');
      expect((await written).outcome).toBe('reopened');
      await lab.process.quiet();
      expect((await lab.told(chat.id)).map(([type]) => type)).toEqual([
        'opened', 'assigned', 'closed', 'reopened', 'assigned',
      ]); // prettier-ignore
      await closing.changes.follow(row!.answer as never);
      await lab.process.quiet();
      await lab.expectSound(shop);
    });

    it('many at once: each chat is either open with its message or reopened by it', async () => {
      const shop = await lab.shop([{ capacity: 50 }, { capacity: 50 }]);
      const customers = Array.from({ length: 40 }, (_, n) => `c${n}`);
      await Promise.all(customers.map((customerId) => shop.write(lab.process, { customerId })));
      await lab.process.quiet();
      await lab.later(days(7));
      await Promise.all([
        ...customers.map((customerId) => shop.write(lab.process, { customerId })),
        lab.pass({ chatLimit: 3 }).run(lab.task('auto_close'), everyRange),
        lab.pass({ chatLimit: 4 }).run(lab.task('auto_close'), everyRange),
      ]);
      await lab.process.quiet();
      const rows = await lab.query<{ state: string; n: string }>(
        'select state, count(*)::int as n from chat where shop_id = $1 and seq = 2 group by state',
        [shop.shopId],
      );
      expect(rows).toEqual([{ state: 'assigned', n: 40 }]);
      await lab.expectSound(shop);
    });
  });

  it('an agent who closes at the same moment: one of them does it, one event', async () => {
    const shop = await lab.shop([{ capacity: 20 }]);
    for (let n = 0; n < 10; n++) await lab.write(shop, `c${n}`);
    await lab.later(days(7));
    const chats = await lab.query<{ id: string; version: number; seq: number }>(
      'select id, version, seq from chat where shop_id = $1',
      [shop.shopId],
    );
    const [closed, ...answers] = await Promise.all([
      lab.pass().run(lab.task('auto_close'), everyRange),
      ...chats.map((chat) => lab.closeByHand(shop, chat)),
    ]);
    // What a hand held at that moment the pass leaves alone; the next one finds nothing more.
    const byHand = answers.filter(({ outcome }) => outcome === 'done').length;
    expect((closed as number) + byHand + (await lab.run('auto_close'))).toBe(10);
    for (const { id } of chats) expect((await lab.told(id)).map(([, version]) => version)).toEqual([1, 2, 3]);
    await lab.expectSound(shop);
  });
});
