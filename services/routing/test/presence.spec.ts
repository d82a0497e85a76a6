import type { AgentLoadState } from '@switchboard/contracts';
import { TransactionRunner } from '@switchboard/persistence';
import { until } from '@switchboard/testing';
import { AgentLoads } from '../src/presence/agent-loads.js';
import { LoadStateSource } from '../src/presence/load-state.source.js';
import type { Person } from './played-neighbours.js';
import { RoutingSuite } from './routing-suite.js';
import { StreamReader } from './stream-reader.js';

describe('presence and loads, real PostgreSQL, Redis and Kafka', () => {
  let suite: RoutingSuite;
  let accountId: string;
  let shopId: string;
  let key: string;
  const open: StreamReader[] = [];

  beforeAll(async () => {
    suite = await RoutingSuite.open({ PRESENCE_GRACE_MS: 1_500 });
  });
  beforeEach(async () => {
    ({ shopId, accountId } = await suite.shop());
    key = await suite.key(accountId, ['inbound:write']);
  });
  afterEach(() => open.splice(0).forEach((reader) => reader.close()));
  afterAll(() => suite.close());

  const listen = async (person: Person) => {
    const reader = await StreamReader.open(`${suite.url}/v1/stream`, {
      authorization: `Bearer ${person.token}`,
    });
    open.push(reader);
    return reader;
  };
  const told = (person: Person) =>
    suite.published.messages
      .filter(
        ({ topic, key: eventKey }) =>
          topic === 'routing.agents.v1' && eventKey === `${shopId}:${person.userId}`,
      )
      .map(({ value }) => value as AgentLoadState);

  it('gives chats only to agents who are online, where the shop asks for it, the moment they come', async () => {
    await suite.settings(accountId, shopId, { requirePresence: true });
    const agent = await suite.person(accountId, { shops: [shopId] });
    const { chatId } = await suite.write(key, shopId, 'early');
    await suite.chatIn(chatId, 'queued');
    const { body } = await suite.call('GET', `/v1/shops/${shopId}/chats?view=queue`, agent);
    expect(body.items).toHaveLength(1);
    const reader = await listen(agent);
    await suite.chatIn(chatId, 'assigned', agent.userId);
    reader.close();
    await until(() => told(agent).at(-1)?.presence === 'offline', { describe: 'the agent offline' });
    const late = await suite.write(key, shopId, 'late');
    await suite.chatIn(late.chatId, 'queued');
    await listen(agent);
    await suite.chatIn(late.chatId, 'assigned', agent.userId);
  });

  it('tells open chats with rising versions, the last one right, at most one a second', async () => {
    const agent = await suite.person(accountId, { shops: [shopId] });
    for (let i = 0; i < 20; i++) await suite.write(key, shopId, `customer-${i}`);
    await until(() => told(agent).at(-1)?.openChats === 20, { describe: 'twenty open chats told' });
    const states = told(agent);
    expect(states.map(({ version }) => version)).toEqual(states.map((_, i) => i + 1));
    const times = states.map(({ occurredAt }) => Date.parse(occurredAt));
    for (const [i, time] of times.slice(1).entries()) expect(time - times[i]!).toBeGreaterThanOrEqual(1_000);
  });

  it('publishes every state again, unchanged', async () => {
    const agent = await suite.person(accountId, { shops: [shopId] });
    await suite.write(key, shopId, 'customer');
    await until(() => told(agent).length === 1);
    const [{ states }] = (await suite.database.query<{ states: number }>(
      'select count(*)::int as states from agent_load',
    )) as [{ states: number }];
    expect(states).toBeGreaterThan(0);
    expect(told(agent)).toHaveLength(1);
    const source = suite.app.get(LoadStateSource, { strict: false });
    const inPagesOf = async (limit: number) => {
      let pages = 0;
      for (let after: string | undefined; pages === 0 || after !== undefined; pages++) {
        const from = after;
        after = await suite.app.get(TransactionRunner).run((tx) => source.appendPage(tx, from, limit));
      }
      return pages;
    };
    expect(await inPagesOf(500)).toBe(1);
    await until(() => told(agent).length === 2);
    expect(await inPagesOf(1)).toBe(states + 1);
    await until(() => told(agent).length === 3);
    expect(told(agent)[2]).toEqual(told(agent)[0]);
    expect(told(agent)[1]).toEqual(told(agent)[0]);
  });

  const toldOnline = (person: Person) =>
    suite.database.query(
      `insert into agent_load (shop_id, agent_id, open_chats, online, version, published_at)
       values ($1, $2, 0, true, 100, now() - interval '1 minute')
       on conflict (shop_id, agent_id) do update set online = true, version = 100, published_at = excluded.published_at`,
      [shopId, person.userId],
    );

  it('takes no agent offline for the time of a lease after Redis lost everything, and then only who is gone', async () => {
    const [present, gone] = [
      await suite.person(accountId, { shops: [shopId] }),
      await suite.person(accountId, { shops: [shopId] }),
    ];
    await listen(present);
    await until(() => told(present).at(-1)?.presence === 'online');
    // whoever held the stream of this one died with its process
    await toldOnline(gone);
    const lost = Date.now();
    await suite.redis.client.flushdb();
    await suite.confirmAccess();
    const offline = await until(() => told(gone).find(({ presence }) => presence === 'offline'));
    expect(Date.parse(offline.occurredAt) - lost).toBeGreaterThanOrEqual(1_500);
    expect(told(present).map(({ presence }) => presence)).not.toContain('offline');
  });

  it('takes an agent offline the time of a lease after the last of their streams was closed, not before', async () => {
    const agent = await suite.person(accountId, { shops: [shopId] });
    const [first, second] = [await listen(agent), await listen(agent)];
    await until(() => told(agent).at(-1)?.presence === 'online');
    first.close();
    const beyondTheGrace = performance.now() + 2_500;
    await until(() => performance.now() > beyondTheGrace);
    expect(told(agent).map(({ presence }) => presence)).toEqual(['online']);
    const closed = Date.now();
    second.close();
    await until(() => told(agent).at(-1)?.presence === 'offline');
    expect(Date.parse(told(agent).at(-1)!.occurredAt) - closed).toBeGreaterThanOrEqual(1_500);
  });

  it('misses no agent who comes while the shop begins to require presence', async () => {
    for (let round = 0; round < 4; round++) {
      ({ shopId, accountId } = await suite.shop());
      const inbound = await suite.key(accountId, ['inbound:write']);
      const agent = await suite.person(accountId, { shops: [shopId] });
      await Promise.all([suite.settings(accountId, shopId, { requirePresence: true }), listen(agent)]);
      const { chatId } = await suite.write(inbound, shopId, 'customer');
      await suite.chatIn(chatId, 'assigned', agent.userId);
    }
  });

  it('puts right whom the engine takes for offline although they were told online, and serves who waits', async () => {
    await suite.settings(accountId, shopId, { requirePresence: true });
    const agent = await suite.person(accountId, { shops: [shopId] });
    await listen(agent);
    await until(() => told(agent).at(-1)?.presence === 'online');
    await suite.database.query(
      'update agent set online = false, version = version + 1 where shop_id = $1 and id = $2',
      [shopId, agent.userId],
    );
    const { chatId } = await suite.write(key, shopId, 'customer');
    const everyRange = Array.from({ length: 16 }, (_, range) => range);
    await suite.app.get(AgentLoads, { strict: false }).recount(everyRange);
    await suite.chatIn(chatId, 'assigned', agent.userId);
    expect(told(agent).map(({ presence }) => presence)).not.toContain('offline');
  });

  it('takes no agent offline for a restart', async () => {
    // A busy machine may need seconds for it; the last test of the file, so that it is no other one's grace.
    suite.change({ PRESENCE_GRACE_MS: 4_000 });
    const agent = await suite.person(accountId, { shops: [shopId] });
    await listen(agent);
    await until(() => told(agent).at(-1)?.presence === 'online');
    await suite.restart();
    const again = await listen(agent);
    expect(again.status).toBe(200);
    const beyondTheGrace = performance.now() + 5_000;
    await until(() => performance.now() > beyondTheGrace);
    expect(told(agent).map(({ presence }) => presence)).toEqual(['online']);
  });
});
