import { Redis } from 'ioredis';
import { FaultProxy } from './fault-proxy.js';
import { TestRedisCluster } from './redis-cluster/test-redis-cluster.js';
import type { TestRedis } from './redis-line.js';
import { testEnvironment } from './test-environment.js';

/** The next free database number of the run's server, emptied; where the run is about clusters, one of its own. */
export async function testRedis(): Promise<TestRedis> {
  return testEnvironment.onRedisCluster ? TestRedisCluster.start() : testDatabaseNumber();
}

async function testDatabaseNumber(): Promise<TestRedis> {
  const server = new Redis(`${testEnvironment.redisUrl}/0`);
  const count = Number(((await server.config('GET', 'databases')) as string[])[1]);
  const database = ((await server.incr('testing:next-database')) % (count - 1)) + 1;
  server.disconnect();
  const url = `${testEnvironment.redisUrl}/${database}`;
  const client = new Redis(url);
  await client.flushdb();
  return {
    url,
    client,
    throughProxy: () => FaultProxy.toUrl(url),
    close: async () => {
      await client.flushdb();
      client.disconnect();
    },
  };
}
