import { testRedis, type TestRedis } from '@switchboard/testing';
import { createRedisClient, type RedisClient } from './redis-client.js';

describe('a Redis client', () => {
  let test: TestRedis;
  let client: RedisClient;

  beforeAll(async () => {
    test = await testRedis();
    client = createRedisClient(test.url, { name: 'redis-test', commandTimeoutMs: 50 });
    await client.connect();
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
});
