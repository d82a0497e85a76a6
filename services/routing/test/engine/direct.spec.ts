import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { until } from '@switchboard/testing';
import { EngineLab } from './engine-lab.js';
import type { EngineProcess } from './engine-process.js';
import { intercept } from './intercept.js';
import { none, poolDifferences, violations } from './invariants.js';
import { ShopFixture } from './shop-fixture.js';

/** In a shop of few agents a chat that arrives alone is given to one by the call that stores it. */
describe('assigned as it is accepted', () => {
  let lab: EngineLab;
  let process: EngineProcess;
  let usual: EngineProcess;
  let other: Client;
  /** What stands before each call to the pool of `process`. */
  let beforePool: (method: string) => Promise<void> | void = () => undefined;

  beforeAll(async () => {
    lab = await EngineLab.open();
    process = await lab.process({
      settings: { fewAgents: 10 },
      wrapPool: (pool) => intercept(pool, { before: (method) => beforePool(method) }),
    });
    usual = await lab.process();
    other = new Client({ connectionString: lab.database.adminUrl, options: '-c search_path=routing' });
    await other.connect();
  });
  afterAll(async () => {
    await other.end();
    await lab.close();
  });

  const shopOf = async (capacities: number[], mode?: 'equal') => {
    const agents = capacities.map((capacity) => ({ capacity }));
    const shop = await ShopFixture.create(usual, agents, mode);
    // whoever came asked once whether somebody waits: that pick must not be on its way any more
    await usual.quiet();
    return shop;
  };
  const chat = async (chatId: string) => {
    const [row] = await lab.database.query<{ state: string; agent_id: string | null; version: number }>(
      'select state, agent_id, version from chat where id = $1',
      [chatId],
    );
    return row!;
  };
  const loads = async ({ shopId, agentIds }: ShopFixture) => {
    const rows = await lab.database.query<{ id: string; open_count: number }>(
      'select id, open_count from agent where shop_id = $1',
      [shopId],
    );
    return agentIds.map((agentId) => rows.find(({ id }) => id === agentId)!.open_count);
  };
  const allWell = async (shop: ShopFixture) => {
    for (const each of [process, usual, process]) await each.quiet();
    await usual.rebuild.run(shop.shopId);
    expect(await violations(usual, shop.shopId)).toEqual(none);
    expect(await poolDifferences(usual, shop.shopId)).toEqual([]);
  };
  /** A chat that nobody can take yet, although the agent has room again by the time this returns. */
  const oneWaits = async (shop: ShopFixture) => {
    const held = await shop.write(usual);
    await usual.quiet();
    const waiting = await shop.write(usual);
    await usual.quiet();
    await lab.database.query(
      `select close_chat_v1($1, $2, 2, 1, '{"kind":"system","id":null}'::jsonb, 'manual')`,
      [shop.shopId, held.chatId],
    );
    return waiting;
  };

  it.each([undefined, 'equal'] as const)(
    'the chat has its agent when it is acknowledged; rows, explanation and events as ever (%s)',
    async (mode) => {
      const told = async (by: EngineProcess) => {
        const shop = await shopOf([2, 4], mode);
        // the pool has been loaded by the time of the chat that is compared
        await shop.write(by);
        await by.quiet();
        const { chatId } = await shop.write(by);
        const before = await chat(chatId);
        await by.quiet();
        const nameless = (text: string) =>
          [shop.shopId, shop.accountId, chatId, ...shop.agentIds].reduce(
            (all, id, nth) => all.replaceAll(id, `id-${nth}`),
            text,
          );
        const [row] = await lab.database.query<{ all: unknown }>(
          `select json_build_object(
             'chat', (select jsonb_build_object('state', state, 'version', version, 'agent', agent_id, 'holders', holders, 'seq', seq,
                'unread', unread, 'since', unanswered_since = opened_at, 'queued', waiting_since = opened_at) from chat where id = $1),
             'explanation', (select to_jsonb(x) - 'id' - 'at' from assignment x where chat_id = $1),
             'events', (select json_agg(jsonb_build_object('type', type, 'topic', topic, 'key', key, 'agents', agents, 'headers', headers,
                'payload', payload #- '{explanationId}' #- '{message,id}') order by seq) from outbox where key = $1::text),
             'shop', (select jsonb_build_object('seq', seq, 'virtualTime', virtual_time) from shop where id = $2),
             'agents', (select jsonb_agg(to_jsonb(agent) - 'id' - 'direct_seq' order by id) from agent where shop_id = $2)) as all`,
          [chatId, shop.shopId],
        );
        const text = nameless(JSON.stringify(row!.all)).replace(
          /\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)/g,
          'then',
        );
        return { before, all: JSON.parse(text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'new')) as Told };
      };
      interface Told {
        explanation: { compared: { by: string; candidates: unknown[] } };
      }
      const [direct, usually] = [await told(process), await told(usual)];
      expect(direct.before).toMatchObject({ state: 'assigned', version: 2 });
      expect(direct.all.explanation.compared.by).toBe('sql');
      expect(usually.all.explanation.compared.by).toBe('redis');
      usually.all.explanation.compared.by = 'sql';
      expect(direct.all).toEqual(usually.all);
    },
  );

  it('before the process has caught up it only stores', async () => {
    const shop = await shopOf([5]);
    await process.drain.stop();
    const { chatId } = await shop.write(process);
    expect(await chat(chatId)).toMatchObject({ state: 'queued' });
    process.drain.start();
    await process.quiet();
    expect(await chat(chatId)).toMatchObject({ state: 'assigned' });
    await allWell(shop);
  });

  it('no chat overtakes: where one waits, the next one goes behind it', async () => {
    const shop = await shopOf([1]);
    const waiting = await oneWaits(shop);
    const { chatId } = await shop.write(process);
    await process.quiet();
    expect(await chat(chatId)).toMatchObject({ state: 'queued' });
    // now Redis hears of the close
    await process.relay();
    await process.quiet();
    expect([await chat(waiting.chatId), await chat(chatId)]).toMatchObject([
      { state: 'assigned' },
      { state: 'queued' },
    ]);
    await allWell(shop);
  });

  it('no agent is free: the chat waits, and the next agent to become free gets it', async () => {
    const shop = await shopOf([1]);
    const held = await shop.write(process);
    const { chatId } = await shop.write(process);
    await process.quiet();
    expect(await chat(chatId)).toMatchObject({ state: 'queued' });
    const [row] = await lab.database.query<{ answer: Parameters<typeof process.changes.follow>[0] }>(
      `select close_chat_v1($1, $2, 2, 1, '{"kind":"system","id":null}'::jsonb, 'manual') as answer`,
      [shop.shopId, held.chatId],
    );
    await process.changes.follow(row!.answer);
    await process.quiet();
    expect(await chat(chatId)).toMatchObject({ state: 'assigned' });
    await allWell(shop);
  });

  it.each(['shop', 'agent'])(
    'a locked %s is not waited for: the message is stored at once',
    async (table) => {
      const shop = await shopOf([5]);
      await other.query('begin');
      await other.query(
        `select from ${table} where ${table === 'shop' ? 'id' : 'shop_id'} = $1 for no key update`,
        [shop.shopId],
      );
      const { chatId } = await shop.write(process);
      expect(await chat(chatId)).toMatchObject({ state: 'queued' });
      await other.query('rollback');
      await until(async () => (await chat(chatId)).state === 'assigned');
      await allWell(shop);
    },
  );

  it('Redis names an agent before it knows of a direct assignment: refused, and picked again', async () => {
    const shop = await shopOf([4, 4]);
    await usual.rebuild.run(shop.shopId);
    let tell: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (tell = resolve));
    beforePool = (method) => (method === 'sync' ? held : undefined);
    await shop.write(process);
    const refusedUntilTold = shop.write(usual);
    await refusedUntilTold;
    await usual.quiet();
    expect(await loads(shop)).toEqual([1, 1]);
    tell();
    beforePool = () => undefined;
    await allWell(shop);
  });

  it('without Redis it is the same', async () => {
    const shop = await shopOf([4, 4]);
    beforePool = () => {
      throw new Error('no Redis');
    };
    for (let n = 0; n < 4; n++) await shop.write(process);
    expect(await loads(shop)).toEqual([2, 2]);
    await process.quiet();
    beforePool = () => undefined;
    await process.relay();
    await allWell(shop);
  });
});
