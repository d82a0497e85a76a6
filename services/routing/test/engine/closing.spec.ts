import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventDefinitions, problemsForProducer } from '@switchboard/contracts';
import type { Statement } from '@switchboard/persistence';
import { v7 as uuid } from 'uuid';
import { EngineLab } from './engine-lab.js';
import type { EngineProcess } from './engine-process.js';
import { expectSound } from './expect-sound.js';
import { intercept } from './intercept.js';
import { ShopFixture } from './shop-fixture.js';

const actor = { kind: 'user', id: '00000000-0000-7000-8000-000000000002' } as const;

interface Row {
  id: string;
  version: number;
  seq: number;
}

describe('closes that arrive together', () => {
  let lab: EngineLab;
  let process: EngineProcess;
  let other: EngineProcess;
  const calls = { one: 0, several: 0, sync: 0 };
  /** What PostgreSQL answers the next calls for several. */
  let failures: Error[] = [];

  beforeAll(async () => {
    lab = await EngineLab.open();
    // how long a lock may take on a busy machine is not the question
    const dataSource = { lockTimeoutMs: 20_000, statementTimeoutMs: 20_000 };
    other = await lab.process({ dataSource });
    process = await lab.process({
      dataSource,
      wrapPool: (pool) =>
        intercept(pool, { before: (method) => void (calls.sync += Number(method === 'sync')) }),
      wrapDatabase: (database) =>
        Object.assign(Object.create(database) as typeof database, {
          query: async (sql: Statement | string, params?: readonly unknown[]) => {
            const name = typeof sql === 'string' ? sql : sql.name;
            if (name === 'close_chat') calls.one += 1;
            if (name === 'close_chats') {
              calls.several += 1;
              const failure = failures.shift();
              if (failure) throw failure;
            }
            return database.query(sql, params);
          },
        }),
    });
  });
  afterAll(() => lab.close());
  beforeEach(() => {
    failures = [];
  });

  const shopWith = async (capacities: number[], chats: number) => {
    const shop = await ShopFixture.create(
      process,
      capacities.map((capacity) => ({ capacity })),
    );
    await process.rebuild.run(shop.shopId);
    await Promise.all(Array.from({ length: chats }, () => shop.write(process)));
    await process.quiet();
    Object.assign(calls, { one: 0, several: 0, sync: 0 });
    return shop;
  };
  const chatsOf = (shop: ShopFixture, state: string) =>
    lab.database.query<Row>(
      'select id, version, seq from chat where shop_id = $1 and state = $2 order by arrival',
      [shop.shopId, state],
    );
  const close = (shop: ShopFixture, { id, version, seq }: Row, by = process) =>
    by.closes.close({
      shopId: shop.shopId, chatId: id, version, lastSeq: seq, actor, reason: 'manual', auditHeaders: {},
    }); // prettier-ignore

  it('share one call and one word to Redis, and as many of those who wait are served, the oldest first', async () => {
    const shop = await shopWith([4, 4, 4], 20);
    const waiting = await chatsOf(shop, 'queued');
    expect(waiting).toHaveLength(8);
    const open = await chatsOf(shop, 'assigned');
    const answers = await Promise.all(open.slice(0, 6).map((chat) => close(shop, chat)));
    expect(answers).toEqual(open.slice(0, 6).map(() => ({ outcome: 'done', version: 3 })));
    await process.quiet();
    // the second word is about the agents who got the chats
    expect(calls).toEqual({ one: 0, several: 1, sync: 2 });
    expect((await chatsOf(shop, 'queued')).map(({ id }) => id)).toEqual(waiting.slice(6).map(({ id }) => id));
    await expectSound(process, shop.shopId);
  });

  it('each has its own answer, of shops of their own, and one chat twice is closed once', async () => {
    const [shop, second] = [await shopWith([2, 2], 5), await shopWith([1], 1)];
    const [stale, unread, fine, closedBefore] = (await chatsOf(shop, 'assigned')) as [Row, Row, Row, Row];
    const [queued] = (await chatsOf(shop, 'queued')) as [Row];
    const [foreign] = (await chatsOf(second, 'assigned')) as [Row];
    await close(shop, closedBefore);
    await process.quiet();
    // the place went to the one who waited
    const [served] = (await chatsOf(shop, 'assigned')).slice(-1) as [Row];
    expect(served.id).toBe(queued.id);

    const late = await shop.write(process);
    await process.quiet();
    const [waiting] = (await chatsOf(shop, 'queued')) as [Row];
    expect(waiting.id).toBe(late.chatId);
    Object.assign(calls, { one: 0, several: 0 });
    const asked = [
      close(shop, { ...stale, version: 7 }),
      close(shop, { ...unread, seq: 0 }),
      close(shop, fine),
      close(shop, closedBefore),
      close(shop, waiting),
      close(second, foreign),
      close(shop, { ...foreign, id: uuid() }),
      close(second, served),
      close(shop, fine),
    ];
    expect(await Promise.all(asked)).toEqual([
      { outcome: 'version_conflict', version: 2 },
      { outcome: 'newer_message', version: 2 },
      { outcome: 'done', version: 3 },
      { outcome: 'chat_closed', version: 3 },
      { outcome: 'done', version: 2 },
      { outcome: 'done', version: 3 },
      { outcome: 'not_found' },
      { outcome: 'not_found' },
      { outcome: 'chat_closed', version: 3 },
    ]);
    expect(calls).toMatchObject({ one: 1, several: 1 });
    await process.quiet();
    await expectSound(process, shop.shopId);
    await expectSound(process, second.shopId);
  });

  it('leave the rows and events that one by itself leaves', async () => {
    const shop = await shopWith([5], 3);
    const chats = (await chatsOf(shop, 'assigned')) as [Row, Row, Row];
    await close(shop, chats[0]);
    await Promise.all([close(shop, chats[1]), close(shop, chats[2])]);
    const rows = await lab.database.query<{ chat: string; type: string; row: { payload: unknown } }>(
      `select chat.id as chat, outbox.type, jsonb_build_object(
           'chat', to_jsonb(chat) - '{id,customer_id,arrival}'::text[],
           'outbox', to_jsonb(outbox) - '{id,seq,lane,payload}'::text[], 'payload', outbox.payload) as row
         from chat join outbox on outbox.aggregate_id::text = chat.id::text
        where chat.shop_id = $1 and outbox.type in ('routing.chat.closed.v1', 'audit.entry.v1')`,
      [shop.shopId],
    );
    const shown = (chat: Row, type: string) => {
      const { row } = rows.find((found) => found.chat === chat.id && found.type === type)!;
      const definition = eventDefinitions.find(({ ceType }) => ceType === type)!;
      expect(problemsForProducer(definition, row.payload)).toEqual([]);
      const customer = /"customer": ?\{[^}]*\}/g;
      return JSON.stringify(row)
        .replaceAll(chat.id, 'the chat')
        .replace(/\d{4}-\d\d-\d\dT[^"]*/g, 'a time')
        .replace(customer, '');
    };
    for (const type of ['routing.chat.closed.v1', 'audit.entry.v1'])
      for (const chat of chats.slice(1)) expect(shown(chat, type)).toBe(shown(chats[0], type));
    expect(rows).toHaveLength(6);
    await expectSound(process, shop.shopId);
  });

  it('one that fails does not keep the others open; a server that is away is said to all', async () => {
    const shop = await shopWith([5], 5);
    const chats = await chatsOf(shop, 'assigned');
    failures = [Object.assign(new Error('canceling statement due to lock timeout'), { code: '55P03' })];
    const [answers, broken] = await Promise.all([
      Promise.all(chats.slice(0, 2).map((chat) => close(shop, chat))),
      close(shop, { ...chats[2]!, id: 'no uuid' }).catch((error: Error) => error.message),
    ]);
    expect(answers).toEqual([{ outcome: 'done', version: 3 }, { outcome: 'done', version: 3 }]); // prettier-ignore
    expect(broken).toMatch(/invalid input syntax for type uuid/);
    expect(calls).toMatchObject({ one: 3, several: 1 });

    failures = [Object.assign(new Error('gone'), { code: 'ECONNRESET' })];
    const lost = await Promise.allSettled(chats.slice(3).map((chat) => close(shop, chat)));
    expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await Promise.all(chats.slice(3).map((chat) => close(shop, chat)))).toEqual(answers);
    await process.quiet();
    await expectSound(process, shop.shopId);
  });

  it('in two processes at once, with arrivals and the same chats: each is closed once, no agent is over capacity', async () => {
    const shop = await shopWith([2, 3, 4], 30);
    const closed = new Map<string, number>();
    for (let turn = 0; turn < 6; turn++) {
      const open = await chatsOf(shop, 'assigned');
      const answers = await Promise.all([
        ...open.map((chat) => close(shop, chat)),
        ...open.map((chat) => close(shop, chat, other)),
        shop.write(process).then(() => undefined),
        shop.write(other).then(() => undefined),
      ]);
      answers.slice(0, 2 * open.length).forEach((answer, at) => {
        const { id } = open[at % open.length]!;
        if (answer?.outcome === 'done') closed.set(id, (closed.get(id) ?? 0) + 1);
      });
      await process.quiet();
      await other.quiet();
      await process.quiet();
    }
    expect([...closed.values()].every((times) => times === 1)).toBe(true);
    expect(closed.size).toBe((await chatsOf(shop, 'closed')).length);
    await expectSound(process, shop.shopId);
  });
});
