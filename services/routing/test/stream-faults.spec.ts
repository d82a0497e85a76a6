import { connect } from 'node:net';
import type { StreamEventType } from '@switchboard/contracts';
import { RedisConnection } from '@switchboard/redis';
import { until, type RedisLine } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { EventLog } from '../src/event-log/event-log.js';
import { OpenStreams } from '../src/stream/open-streams.js';
import type { Person } from './played-neighbours.js';
import { RoutingSuite } from './routing-suite.js';
import { StreamReader } from './stream-reader.js';

describe('the live stream over bad lines, real PostgreSQL and Kafka, Redis behind a proxy', () => {
  let suite: RoutingSuite;
  let proxy: RedisLine;
  /** What another process appends meanwhile: by the test's own client, which no proxy cuts, in a cluster neither. */
  let elsewhere: EventLog;
  let owner: Person;
  let shopId: string;
  let chatId: string;
  let messageId: string;
  const open: StreamReader[] = [];

  beforeAll(async () => {
    suite = await RoutingSuite.open({}, async (_url, redis) => {
      proxy = await redis.throughProxy();
      return proxy.url;
    });
    elsewhere = new EventLog(new RedisConnection(suite.redis.client));
    const shop = await suite.shop();
    shopId = shop.shopId;
    const key = await suite.key(shop.accountId, ['inbound:write']);
    owner = await suite.person(shop.accountId, { role: 'owner' });
    // 12 KB, the longest there is.
    ({ chatId, messageId } = await suite.write(key, shopId, uuid(), '漢'.repeat(4_000)));
  });
  afterEach(() => open.splice(0).forEach((reader) => reader.close()));
  afterAll(async () => {
    await suite?.close();
    await proxy?.close();
  });

  const url = () => `${suite.url}/v1/stream?shopIds=${shopId}`;
  const headers = (lastEventId?: string) => ({
    authorization: `Bearer ${owner.token}`,
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  });
  /** As a browser does: who is turned away while Redis is looked for comes back. */
  const listen = (lastEventId?: string) =>
    until(
      async () => {
        const reader = await StreamReader.open(url(), headers(lastEventId));
        open.push(reader);
        await until(() => reader.lastEventId !== '' || reader.ended || reader.status !== 200);
        return reader.lastEventId !== '' && !reader.ended ? reader : undefined;
      },
      { timeoutMs: 60_000, describe: 'an open stream' },
    );
  const append = (count: number) =>
    elsewhere.append(
      shopId,
      Array.from(
        { length: count },
        () => ({ kind: 'message', chatId, messageId, change: 'updated' }) as const,
      ),
    );
  const updates = (reader: StreamReader, count: number) =>
    until(() => !reader.ended && reader.of('message.updated').length >= count, {
      timeoutMs: 60_000,
      describe: `${count} events on an open stream`,
    });

  /** The same for a stream on which so many events are to come; all that came on the way to them is counted. */
  const comeBack = async (lastEventId: string, count: number) => {
    const readers: StreamReader[] = [];
    const of = (type: StreamEventType) => readers.reduce((sum, reader) => sum + reader.of(type).length, 0);
    for (let from = lastEventId; of('message.updated') < count; from = readers.at(-1)!.lastEventId) {
      const reader = await listen(from);
      readers.push(reader);
      await until(() => reader.ended || of('message.updated') >= count, {
        timeoutMs: 60_000,
        describe: `${count} events for who came back`,
      });
    }
    return { of };
  };

  it('goes on without loss and without a reset when the connections to Redis are cut', async () => {
    const reader = await listen();
    for (let cut = 1; cut <= 3; cut++) {
      await append(1);
      proxy.cut();
      await append(1);
      await updates(reader, cut * 2);
    }
    expect(reader.of('message.updated')).toHaveLength(6);
    expect(reader.of('reset')).toEqual([]);
  });

  it('goes on without loss when its connections die without a word', async () => {
    const reader = await listen();
    proxy.mode = 'hang';
    await append(3);
    await until(() => suite.app.get(RedisConnection).nodeOf('any') === undefined, {
      describe: 'a look in vain',
    });
    expect(reader.of('message.updated')).toEqual([]);
    // For connections made from now on; nothing but its own limits tells the service that it needs some.
    proxy.mode = 'pass';
    await updates(reader, 3);
    expect(reader.of('message.updated')).toHaveLength(3);
    expect(reader.ended).toBe(false);
  });

  it('cuts off a reader who does not read, keeps no other waiting, and has lost nothing when they come back', async () => {
    const [total, atOnce] = [1_800, 50];
    const streams = suite.app.get(OpenStreams, { strict: false });
    const fast = await listen();
    // By HTTP/1.0 the body comes as it is, and what came before the cut can be looked at.
    const { hostname, port, pathname, search } = new URL(url());
    const slow = connect(Number(port), hostname);
    let text = '';
    slow.setEncoding('utf8').on('data', (part: string) => (text += part));
    slow.write(`GET ${pathname}${search} HTTP/1.0\r\nauthorization: ${headers().authorization}\r\n\r\n`);
    // Only a stream that has told where it begins misses nothing of what follows.
    await until(() => streams.count === 2 && /^id: \S+$/m.test(text), { describe: 'the slow stream open' });
    slow.pause();
    // No more than may wait for a reader, until the fast one has it: else they both depended on what sockets hold.
    for (let told = atOnce; told <= total; told += atOnce) {
      await append(atOnce);
      await updates(fast, told);
    }
    await until(() => streams.count === 1, { describe: 'the slow reader cut off' });
    expect(fast.ended).toBe(false);

    await new Promise<void>((resolve) =>
      slow
        .on('error', () => undefined)
        .on('close', () => resolve())
        .resume(),
    );
    const whole = text.slice(0, text.lastIndexOf('\n\n'));
    const got = whole.match(/^event: message\.updated$/gm)?.length ?? 0;
    const position = whole
      .match(/^id: \S+$/gm)!
      .at(-1)!
      .slice('id: '.length);
    expect(got).toBeGreaterThan(0);
    expect(got).toBeLessThan(total);
    const rest = await comeBack(position, total - got);
    expect([rest.of('message.updated'), rest.of('reset')]).toEqual([total - got, 0]);
  });
});
