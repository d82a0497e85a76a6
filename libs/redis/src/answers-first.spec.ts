import { testRedis, until, type TestRedis } from '@switchboard/testing';
import { createRedisClient, type RedisClient } from './redis-client.js';

describe('a Redis client', () => {
  let test: TestRedis;
  let client: RedisClient;

  beforeAll(async () => {
    test = await testRedis();
    client = createRedisClient(test.url, { name: 'redis-test', commandTimeoutMs: 50 });
    client.on('error', () => undefined);
    // The first answer may be late on a busy machine: then it comes at the next attempt.
    await client.connect().catch(() => undefined);
    await until(() => client.status === 'ready');
  });
  afterAll(async () => {
    client.disconnect();
    await test.close();
  });

  it('blames Redis for no answer that was there while this process was busy', async () => {
    const [one, piped] = [client.get('busy'), client.pipeline().get('busy').exec()];
    // The process stands still; the server answers meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    expect(await one).toBeNull();
    expect(await piped).toEqual([[null, null]]);
  });

  it('keeps a connection on which the answers came while this process was busy', async () => {
    const patient = createRedisClient(test.url, { name: 'redis-test', commandTimeoutMs: 10_000 });
    await patient.connect();
    const own = await patient.client('ID');
    const answer = patient.get('busy');
    // For longer than a connection may be silent.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_200);
    expect(await answer).toBeNull();
    expect(await patient.client('ID')).toBe(own);
    patient.disconnect();
  });
});
