import { EventEmitter } from 'node:events';
import { testRedis, until, type TestRedis } from '@switchboard/testing';
import {
  createRedisClient,
  isRedisFailure,
  loadScripts,
  RedisConnection,
  type RedisClient,
} from '../src/index.js';
import { hashSlot } from '../src/hash-slot.js';

/** For what is not about a late answer: the machine may be busy. */
const patientMs = 10_000;

describe('Redis', () => {
  let test: TestRedis;
  let client: RedisClient;
  const { bump } = loadScripts<'bump'>(new URL('./lua/', import.meta.url));

  beforeAll(async () => {
    test = await testRedis();
    client = createRedisClient(test.url, { name: 'redis-test', commandTimeoutMs: patientMs });
    await client.connect();
  });

  afterAll(async () => {
    client.disconnect();
    await test.close();
  });

  it('runs a script from its file, includes once, and again after the server forgot it', async () => {
    expect(await bump.run(client, ['counter'], [2])).toBe(4);
    await test.client.script('FLUSH');
    expect(await bump.run(client, ['counter'], [1])).toBe(6);
    expect(bump.source.match(/local function double/g)).toHaveLength(1);
  });

  it('queues a script in a pipeline', async () => {
    await bump.load(client);
    const pipeline = client.pipeline();
    bump.queue(pipeline, ['piped'], [1]);
    bump.queue(pipeline, ['piped'], [1]);
    expect(await pipeline.exec()).toEqual([[null, 2], [null, 4]]); // prettier-ignore
  });

  it('refuses a wrong number of keys', async () => {
    await expect(bump.run(client, [], [1])).rejects.toThrow('takes 1 keys, got 0');
  });

  it('fails fast when the server does not answer, and comes back by itself', async () => {
    const proxy = await test.throughProxy();
    const slow = createRedisClient(proxy.url, { name: 'redis-test', commandTimeoutMs: 100 });
    slow.on('error', () => undefined);
    // Late already on the way in, on a busy machine: then it comes at the next attempt.
    await slow.connect().catch(() => undefined);
    await until(() => slow.status === 'ready');
    proxy.mode = 'hang';
    await expect(slow.ping().catch(isRedisFailure)).resolves.toBe(true);
    proxy.mode = 'refuse';
    proxy.cut();
    await until(() => slow.status !== 'ready');
    await expect(slow.ping().catch(isRedisFailure)).resolves.toBe(true);
    proxy.mode = 'pass';
    await until(async () => (await slow.ping()) === 'PONG');
    slow.disconnect();
    await proxy.close();
  });

  it('replaces a connection that dies without a word', async () => {
    const proxy = await test.throughProxy();
    const connection = new RedisConnection(
      createRedisClient(proxy.url, { name: 'redis-test', commandTimeoutMs: 1_000 }),
    );
    await connection.open();
    const runId = connection.nodeOf('{a}')!.runId;
    proxy.mode = 'hang';
    await connection.look();
    // Nothing was closed: it is still the same process, only slow.
    expect(connection.nodeOf('{a}')?.runId).toBe(runId);
    await until(() => connection.nodeOf('{a}') === undefined, { describe: 'the connection given up' });
    proxy.mode = 'pass';
    await until(() => connection.nodeOf('{a}')?.runId === runId, { describe: 'a new connection' });
    expect(await connection.client.ping()).toBe('PONG');
    await connection.close();
    await proxy.close();
  });

  it('finds the slot of a key as Redis does', async () => {
    // The specification's own example, and what CLUSTER KEYSLOT answers.
    const known = {
      '123456789': 0x31c3,
      foo: 12_182,
      'a{b}{c}': hashSlot('b'),
      '{}x': 10_595,
      '{': 4_092,
      漢: 7_257,
    };
    for (const [key, slot] of Object.entries(known)) expect([key, hashSlot(key)]).toEqual([key, slot]);
    expect(hashSlot('{shop}:ready')).toBe(hashSlot('shop'));
  });

  it('knows which instance answers, and refuses one that evicts', async () => {
    const connection = new RedisConnection(
      createRedisClient(test.url, { name: 'redis-test', commandTimeoutMs: patientMs }),
    );
    await connection.open();
    expect(connection.instance).toMatchObject({
      role: 'master',
      runId: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    await connection.close();
  });

  it('announces another instance once', async () => {
    const replies = [{ runId: 'a' }, { runId: 'a' }, { runId: 'b' }];
    const fake = {
      on: () => fake,
      status: 'ready',
      info: async () => `run_id:${(replies.shift() ?? { runId: 'b' }).runId}\r\nrole:master\r\n`,
    };
    const connection = new RedisConnection(fake as unknown as RedisClient);
    const seen: string[] = [];
    connection.onInstanceChange(({ runId }) => void seen.push(runId));
    for (let looks = 0; looks < 4; looks++) await connection.look();
    expect(seen).toEqual(['b']);
  });

  it('asks again when the first answer is late', async () => {
    let asked = 0;
    const fake = {
      on: () => fake,
      status: 'ready',
      disconnect: () => undefined,
      info: async () => {
        if (asked++ === 0) throw new Error('Command timed out');
        return 'maxmemory_policy:noeviction\r\nrun_id:a\r\nrole:master\r\n';
      },
    };
    const connection = new RedisConnection(fake as unknown as RedisClient);
    await connection.open();
    expect(connection.instance?.runId).toBe('a');
    await connection.close();
  });

  it('waits, at the start of a service, for a server that is away, and says so once', async () => {
    const proxy = await test.throughProxy();
    proxy.mode = 'hang';
    const connection = new RedisConnection(
      createRedisClient(proxy.url, { name: 'redis-test', commandTimeoutMs: 200 }),
    );
    const said: unknown[] = [];
    const log = {
      warn: ({ err }: { err: Error }, text: string) => void said.push(text, err.message),
      log: (text: string) => void said.push(text),
    };
    const opened = connection.openWhenThere(log);
    await until(() => said.length > 0, { describe: 'a word about it' });
    proxy.mode = 'pass';
    await opened;
    expect(connection.instance?.role).toBe('master');
    expect(said).toEqual([
      'Redis does not answer; nothing is served until it does',
      expect.stringMatching(/: .*Command timed out$/),
      'Redis answers',
    ]);
    await connection.close();
    await proxy.close();
  });

  /** A client that does not get through at once. */
  class FailingClient extends EventEmitter {
    status = 'wait';

    constructor(readonly connect: () => Promise<void>) {
      super();
    }

    async info() {
      return 'maxmemory_policy:noeviction\r\nrun_id:a\r\nrole:master\r\n';
    }

    disconnect() {}
  }
  const silence = { warn: () => undefined, log: () => undefined };

  it('is not kept for ever by a client that closed without a word about its attempt to connect', async () => {
    const client: FailingClient = new FailingClient(() => {
      client.status = 'ready';
      client.emit('close');
      return new Promise(() => undefined);
    });
    const connection = new RedisConnection(client as unknown as RedisClient);
    await connection.openWhenThere(silence);
    expect(connection.instance?.runId).toBe('a');
    await connection.close();
  });

  it('does not wait for a server that refuses its password', async () => {
    const client: FailingClient = new FailingClient(() => {
      client.emit('error', new Error('WRONGPASS invalid username-password pair'));
      return Promise.reject(new Error('Connection is closed.'));
    });
    const connection = new RedisConnection(client as unknown as RedisClient);
    await expect(connection.openWhenThere(silence)).rejects.toThrow('WRONGPASS');
  });

  it('refuses a server that would evict keys, and says what to do', async () => {
    const fake = { on: () => fake, status: 'ready', info: async () => 'maxmemory_policy:allkeys-lru\r\n' };
    await expect(new RedisConnection(fake as unknown as RedisClient).open()).rejects.toThrow(
      'redis-cli config set',
    );
  });
});
