import type { TestRedisCluster } from '@switchboard/testing';
import { until } from '@switchboard/testing';
import { RedisConnection } from '@switchboard/redis';
import { v7 as uuid } from 'uuid';
import { logKey } from '../../src/event-log/event-log.js';
import type { Person } from '../played-neighbours.js';
import { RoutingSuite } from '../routing-suite.js';
import { StreamReader } from '../stream-reader.js';

describe('one live stream over shops on every node of a cluster, real PostgreSQL and Kafka', () => {
  let suite: RoutingSuite;
  let cluster: TestRedisCluster;
  let owner: Person;
  let key: string;
  let accountId: string;
  /** One per master, in the masters' order. */
  let shopIds: string[];
  let reader: StreamReader;

  beforeAll(async () => {
    suite = await RoutingSuite.open();
    cluster = suite.redis as unknown as TestRedisCluster;
    accountId = uuid();
    const found = new Map<unknown, string>();
    while (found.size < cluster.masters.length) {
      const { shopId } = await suite.shop(accountId);
      found.set(await cluster.ownerOf(logKey(shopId)), shopId);
    }
    shopIds = cluster.masters.map((node) => found.get(node)!);
    owner = await suite.person(accountId, { role: 'owner' });
    key = await suite.key(accountId, ['inbound:write']);
    reader = await listen();
  });
  afterAll(async () => {
    reader?.close();
    await suite?.close();
  });

  const listen = async (lastEventId?: string) => {
    const opened = await StreamReader.open(`${suite.url}/v1/stream?shopIds=${shopIds.join()}`, {
      authorization: `Bearer ${owner.token}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    });
    expect(opened.status).toBe(200);
    await until(() => opened.lastEventId !== '', { describe: 'an open stream' });
    return opened;
  };
  const write = async (shopId: string) => (await suite.write(key, shopId, 'customer')).messageId;
  const created = (from: StreamReader, shopId: string) =>
    from.events.flatMap((event) =>
      event.type === 'message.created' && event.shopId === shopId ? [event.message.id] : [],
    );

  it('brings what happens on each of them, in each shop’s order, and goes on from a position in all of them', async () => {
    const sent = new Map(shopIds.map((shopId) => [shopId, [] as string[]]));
    for (let n = 0; n < 5; n++) for (const shopId of shopIds) sent.get(shopId)!.push(await write(shopId));
    const isThere = (from: StreamReader) =>
      until(() => shopIds.every((shopId) => created(from, shopId).length === sent.get(shopId)!.length));
    await isThere(reader);
    for (const shopId of shopIds) expect(created(reader, shopId)).toEqual(sent.get(shopId));

    reader.close();
    for (const shopId of shopIds) sent.set(shopId, [await write(shopId), await write(shopId)]);
    reader = await listen(reader.lastEventId);
    await isThere(reader);
    for (const shopId of shopIds) expect(created(reader, shopId)).toEqual(sent.get(shopId));
    expect(reader.of('reset')).toEqual([]);
  });

  it('a node that lost what it held resets the readers of its shops, and of no other', async () => {
    const [first, second, third] = shopIds as [string, string, string];
    await cluster.masters[1]!.restart();
    expect(await reader.next('reset')).toMatchObject({ shopId: second });
    await until(() => suite.confirmAccess().then(() => true));
    const sent = [await write(first), await write(second), await write(third)];
    await until(() => sent.every((id, at) => created(reader, shopIds[at]!).includes(id)));
    expect(reader.of('reset')).toHaveLength(1);
    expect(reader.ended).toBe(false);
  });

  it('while a node is gone, the other shops’ streams go on; afterwards its own readers reset', async () => {
    const [first, second, third] = shopIds as [string, string, string];
    const before = reader.of('reset').length;
    await cluster.masters[1]!.kill();
    await until(() => suite.app.get(RedisConnection).nodeOf(logKey(second)) === undefined);
    await write(second);
    const sent = [await write(first), await write(third)];
    for (const id of sent) await reader.next('message.created', ({ message }) => message.id === id);
    expect(reader.of('reset')).toHaveLength(before);
    await cluster.masters[1]!.restart();
    await until(() => reader.of('reset').length > before);
    expect(reader.events.filter(({ type }) => type === 'reset').at(-1)).toMatchObject({ shopId: second });
    await until(() => suite.confirmAccess().then(() => true));
    const late = await write(second);
    await reader.next('message.created', ({ message }) => message.id === late);
    await until(async () => (await suite.database.query('select 1 from stream_gap')).length === 0, {
      describe: 'the gap to be closed',
    });
  });

  it('a slot that moved is followed to where it is; its readers reset, because what was lost on the way is not known', async () => {
    const [first, , third] = shopIds as [string, string, string];
    await cluster.moveSlot(logKey(first), cluster.masters[2]!);
    await reader.next('reset', ({ shopId }) => shopId === first);
    const messageIds = [await write(first), await write(third)];
    for (const id of messageIds) await reader.next('message.created', ({ message }) => message.id === id);
    expect(reader.of('reset').filter(({ shopId }) => shopId === third)).toEqual([]);
  });

  it('keeps nothing for ever', async () => {
    const endless = [];
    for (const { client } of cluster.masters) {
      for (const name of await client.keys('*')) if ((await client.pttl(name)) === -1) endless.push(name);
    }
    expect(endless).toEqual(['access:complete-for']);
  });
});
