import { Database } from '@switchboard/persistence';
import { testRedis, until, type TestRedis } from '@switchboard/testing';
import { startEngine, type EngineProcess } from '../engine/engine-process.js';
import type { Person } from '../played-neighbours.js';
import { RoutingSuite } from '../routing-suite.js';
import { EngineMetrics } from '../../src/assignment/engine-metrics.js';
import { PoolRebuild } from '../../src/assignment/pool-rebuild.js';
import { Counter } from './counter.js';
import { explainEverything, type Ran } from './plans.js';
import {
  bigShop,
  bigShopAgent,
  nightShopNumber,
  scale,
  seedScale,
  shopNumber,
  type SeededShop,
} from './scale.js';
import { Storefront } from './storefront.js';
import type { Traffic } from './traffic.js';

const alone = 10;
const crowd = 320;
/** Before each measurement, so that plans are there. */
const first = { alone: 3, crowd: 128 };
const empty = '10 agents, no closed chats, 1 shop';
const big = `10,000 agents, ${scale.closedChats.toLocaleString('en')} closed chats`;
const many = '1,000 shops';

/** Tables that are empty unless something is being healed: there is nothing to scan. */
const usuallyEmpty = ['outbox_republish', 'stream_gap', 'parked_key'];
const wholeTables = (runs: readonly Ran[][]) =>
  runs
    .flat()
    .flatMap(({ scans, text }) =>
      scans
        .filter(
          (scan) => scan.startsWith('Seq Scan') && !usuallyEmpty.some((table) => scan.endsWith(` ${table}`)),
        )
        .map((scan) => `${scan}: ${text}`),
    );

/**
 * What a new chat costs on its whole way from Kafka to Kafka, counted at the wire, in an empty database and in one with
 * very many closed chats; and that nothing else grows with what piles up. The machine and its load do not matter.
 */
describe('work at scale, real PostgreSQL, Redis and Kafka', () => {
  const counter = new Counter();
  let suite: RoutingSuite;
  let customers: Storefront;
  let admin: Person;
  let engine: EngineProcess | undefined;
  let engineRedis: TestRedis | undefined;
  const traffic: Record<string, { alone: Traffic; crowd: Traffic }> = {};
  const manyShops = Array.from({ length: scale.shops }, (_, n) => shopNumber(n + 1));

  /** Redis that was too slow, and what had to be done again because of it: counted on a busy machine, work twice over. */
  const faults = async () => {
    const { failures, healed, syncRetries, swept } = suite.app.get(EngineMetrics);
    const counted = await Promise.all([failures, healed, syncRetries, swept].map((metric) => metric.get()));
    return counted.flatMap(({ values }) => values).reduce((sum, { value }) => sum + value, 0);
  };

  /** What passes while `work` runs without a fault; disturbed, it is measured again. */
  const undisturbed = async (work: () => Promise<void>): Promise<Traffic> => {
    for (let tries = 0; tries < 5; tries++) {
      const before = await faults();
      const passed = await counter.during(work);
      if ((await faults()) === before) return passed;
    }
    throw new Error('the stores did not keep up, five times in a row');
  };

  const measure = async (name: string, shops: SeededShop[]) => {
    await customers.atOnce(shops, first.crowd);
    await customers.oneByOne(shops[0]!, first.alone);
    traffic[name] = {
      alone: await undisturbed(() => customers.oneByOne(shops[0]!, alone)),
      crowd: await undisturbed(() => customers.atOnce(shops, crowd)),
    };
  };

  beforeAll(async () => {
    suite = await RoutingSuite.open(
      {},
      (url) => counter.redis(url),
      async (database) => {
        await explainEverything(database);
        return counter.postgres(database.url);
      },
    );
    customers = new Storefront(suite);
    const small = await suite.shop();
    for (let n = 0; n < 10; n++)
      await suite.person(small.accountId, { shops: [small.shopId], profile: { maxCapacity: 999 } });
    await measure(empty, [small]);

    await seedScale(suite.database);
    admin = await suite.person(bigShop.accountId, {
      role: 'admin',
      shops: [bigShop.shopId],
      profile: { shopId: bigShop.shopId, acceptChats: false },
    });
    const rebuild = suite.app.get(PoolRebuild);
    // Redis has a fifth of a second to answer; on a busy machine that is not always enough.
    for (const { shopId } of [bigShop, ...manyShops])
      await until(() => rebuild.run(shopId).then(() => true), { describe: 'a loaded shop' });
    await measure(big, [bigShop]);
    await measure(many, manyShops);

    engineRedis = await testRedis();
    engine = await startEngine({
      databaseUrl: await counter.postgres(suite.database.url),
      redisUrl: await counter.redis(engineRedis.url),
    });
  }, 600_000);
  afterAll(async () => {
    // in part, when the preparation has failed
    await engine?.stop();
    await engineRedis?.close();
    await suite?.close();
    await counter.close();
  });

  describe.each([empty, big, many])('%s', (name) => {
    it('a chat alone: two statements and two round trips of its own; in a shop of few agents one and one', () => {
      const { own, ownRoundTrips } = traffic[name]!.alone;
      if (name === big) {
        expect({ own, ownRoundTrips }).toEqual({
          own: { accept_one: alone, assign_one: alone },
          ownRoundTrips: { pick: alone, sync: alone },
        });
        return;
      }
      const { tell, ...others } = ownRoundTrips;
      expect({ own, others }).toEqual({ own: { accept_one: alone }, others: {} });
      // now and then one goes with the relay's
      expect(tell).toBeGreaterThan(0);
      expect(tell).toBeLessThanOrEqual(alone);
    });

    it('a crowd: at most 0.3 of each per chat', () => {
      const { statements, roundTrips } = traffic[name]!.crowd.ownTotals;
      expect(statements / crowd).toBeLessThanOrEqual(0.3);
      expect(roundTrips / crowd).toBeLessThanOrEqual(0.3);
    });

    it.each(['alone', 'crowd'] as const)(
      '%s: three statements and two round trips per relay batch',
      (case_) => {
        const { batches, statements, roundTrips } = traffic[name]![case_].relay;
        expect(batches).toBeGreaterThan(0);
        // a stage may take what two reads found together, and leave a rest for one time more
        expect(statements).toBeLessThanOrEqual(3 * (batches + 1));
        expect(roundTrips).toBeLessThanOrEqual(2 * (batches + 1));
      },
    );

    it.each(['alone', 'crowd'] as const)('%s: timers send no more than without any chat', (case_) => {
      expect(traffic[name]![case_].restlessTimers).toEqual([]);
    });

    it('no statement reads a whole table', () => {
      for (const passed of Object.values(traffic[name]!))
        expect(wholeTables([...passed.runs.values()].flat())).toEqual([]);
    });
  });

  it('three events per chat, and none but these', async () => {
    const chats = customers.written;
    const told = () =>
      suite.published.messages.filter(({ topic }) =>
        ['routing.chats.v1', 'routing.messages.v1'].includes(topic),
      );
    await until(() => told().length >= 3 * chats, { timeoutMs: 30_000, describe: 'every event' });
    const byType: Record<string, number> = {};
    for (const { headers } of told()) byType[headers['ce_type']!] = (byType[headers['ce_type']!] ?? 0) + 1;
    expect(byType).toEqual({
      'routing.chat.opened.v1': chats,
      'routing.message.created.v1': chats,
      'routing.chat.assigned.v1': chats,
    });
  });

  it.each(['accept_one', 'relay_next', 'relay_mark', 'agent_states'])(
    '%s looks at as many pages as in an empty database, but for deeper indexes',
    (statement) => {
      const pages = (name: string) => traffic[name]!.alone.usualBuffers(statement);
      expect(pages(empty)).toBeGreaterThan(0);
      expect(pages(big)).toBeLessThanOrEqual(pages(empty) + 45);
      expect(pages(many)).toBeLessThanOrEqual(pages(empty) + 45);
    },
  );

  it('a chat in a crowd looks at no more pages either', () => {
    const perChat = (name: string) => {
      const { statements } = traffic[name]!.crowd;
      const pages = statements
        .filter((executed) => executed.name === 'accept' || executed.name === 'assign')
        .reduce((sum, { ran }) => sum + (ran.at(-1)?.buffers ?? 0), 0);
      return pages / crowd;
    };
    // deeper indexes, and here and there a connection that plans first: it reads the catalogue
    expect(perChat(big)).toBeLessThanOrEqual(perChat(empty) + 150);
    expect(perChat(many)).toBeLessThanOrEqual(perChat(empty) + 150);
  });

  it('plans are made once, for any value', async () => {
    const show = async (name: string) =>
      Object.values((await suite.app.get(Database).query(`show ${name}`))[0]!)[0];
    expect(await show('plan_cache_mode')).toBe('force_generic_plan');
    expect(await show('enable_seqscan')).toBe('off');
  });

  it('the sweep of a night: 100,000 chats wait in 1,000 shops and no agent could take one', async () => {
    const passed = await counter.during(() => engine!.sweep.run());
    const turns = passed.runs.get('shops_waiting_long')!;
    for (const ran of turns) expect(ran.at(-1)!.buffers).toBeLessThanOrEqual(6 * scale.nightShops);
    expect(passed.own).toEqual({});
    expect(wholeTables(turns)).toEqual([]);
  });

  it('an agent becomes free and the wake-up is lost: the sweep serves that shop, and looks only at its chats', async () => {
    const { shopId } = nightShopNumber(17);
    await suite.database.query('update agent set accepting = true where shop_id = $1', [shopId]);
    const waiting = async () => {
      const [row] = await suite.database.query<{ chats: string }>(
        `select count(*) as chats from chat where shop_id = $1 and state = 'queued'`,
        [shopId],
      );
      return Number(row!.chats);
    };
    const passed = await counter.during(() =>
      until(async () => (await waiting()) === 0, { timeoutMs: 30_000, describe: 'the shop served' }),
    );
    const { statements } = passed.ownTotals;
    expect(statements).toBeLessThanOrEqual(40);
    // The chats that were chosen are locked by their ids: the queue's index would be walked from end to end.
    const locks = [...passed.runs.values()]
      .flat(2)
      .filter(({ text }) =>
        /^\s*(perform|select).* from chat\s+where id = any \(heads\).*for no key update/is.test(text),
      );
    expect(locks.length).toBeGreaterThan(0);
    for (const { scans } of locks) expect(scans).toEqual(['Index Scan using chat_pkey on chat']);
  });

  it('a rebuild of 10,000 agents: chunks of 500', async () => {
    const passed = await counter.during(() => engine!.rebuild.run(bigShop.shopId, true));
    const pages = Math.floor((scale.agents + 1) / 500) + 1;
    const of = (name: string) => passed.statements.filter((executed) => executed.name === name);
    expect(of('agents_page').length).toBeGreaterThanOrEqual(pages);
    expect(of('chats_waiting').length).toBeGreaterThanOrEqual(1);
    for (const { ran } of of('agents_page')) expect(ran.at(-1)!.buffers).toBeLessThanOrEqual(60);
    expect(wholeTables([...passed.runs.values()].flat())).toEqual([]);
  });

  it('Postgres chooses among 10,000 agents: 50 chats a call, as many locks', async () => {
    await suite.database.query(
      `insert into chat (id, account_id, shop_id, customer_id, state, arrival, opened_at, waiting_since, last_message_at, seq)
       select uuidv7(), $1, $2, 'chosen-' || n, 'queued', nextval('arrival'), now(), now(), now(), 1 from generate_series(1, 50) as n`,
      [bigShop.accountId, bigShop.shopId],
    );
    const passed = await counter.during(() => engine!.single.choose(bigShop.shopId, 50));
    const [ran] = passed.runs.get('assign_choosing')!;
    expect(ran!.reduce((sum, { locked }) => sum + locked, 0)).toBeLessThanOrEqual(1 + 50 + 50);
    // every available agent is compared once and counted once; the rest is the 50 chats' own
    expect(ran!.at(-1)!.buffers).toBeLessThanOrEqual(12_000);
    expect(wholeTables([ran!])).toEqual([]);
  });

  it('the reconciler passes over 2,000 shops page by page, and repairs nothing in steady state', async () => {
    await customers.published();
    const everyRange = Array.from({ length: 16 }, (_, range) => range);
    await engine!.reconciler.all(everyRange);
    const repairs = async () => (await engine!.metrics.repairs.get()).values.map(({ value }) => value);
    const before = await repairs();
    const passed = await counter.during(() => engine!.reconciler.all(everyRange));
    expect(await repairs()).toEqual(before);
    const of = (name: string) => passed.runs.get(name) ?? [];
    expect(of('shops_page').length).toBeLessThanOrEqual(6);
    for (const ran of of('shops_page')) expect(ran.at(-1)!.buffers).toBeLessThanOrEqual(600);
    expect(wholeTables([...passed.runs.values()].flat())).toEqual([]);
  });

  const pages: [path: string, buffers: number][] = [
    ['/chats?view=closed', 800],
    ['/chats?view=all_open', 800],
    ['/chats?view=mine', 100],
    ['/chats?view=queue', 100],
    [`/chats?view=closed&agentId=${bigShopAgent(7)}`, 800],
    [`/chats?view=all_open&agentId=${bigShopAgent(7)}`, 800],
    ['/chats?view=all_open&customerId=assigned-00000077', 50],
    ['/chats?view=closed&from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z', 800],
    ['/chats?view=closed&unread=true', 2_000],
    ['/chats?view=closed&q=zebra', 12_000],
    ['/chats?view=all_open&q=zebra', 12_000],
    ['/chat-counts', 1_000],
    ['/workload', 3_000],
    ['/transfer-targets?q=77', 3_000],
  ];
  it.each(pages)('GET %s looks at %d pages at most', async (path, most) => {
    const read = (more = '') => suite.call('GET', `/v1/shops/${bigShop.shopId}${path}${more}`, admin);
    const passed = await counter.during(async () => {
      const page = await read();
      expect(page.status).toBe(200);
      const next = page.body['nextCursor'] as string | null | undefined;
      const more = `${path.includes('?') ? '&' : '?'}cursor=${next}`;
      if (next) expect((await read(more)).status).toBe(200);
    });
    const asked = [...passed.runs].filter(([name]) => name in passed.own);
    expect(asked.length).toBeGreaterThan(0);
    for (const [, runs] of asked)
      for (const ran of runs) expect(ran.at(-1)!.buffers).toBeLessThanOrEqual(most);
    expect(wholeTables(asked.flatMap(([, runs]) => runs))).toEqual([]);
  });
});
