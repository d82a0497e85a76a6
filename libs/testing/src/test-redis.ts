import { Redis } from 'ioredis';
import { FaultProxy, type FaultMode } from './fault-proxy.js';
import { testEnvironment } from './test-environment.js';
import { TestRedisCluster } from './redis-cluster/test-redis-cluster.js';

/** A Redis of its own for one test file: a database number of the run's server, or a cluster. */
export interface TestRedis {
  url: string;
  /** For looking at and damaging what is stored; in a cluster `flushdb`, `keys` and `script` mean all of it. */
  client: Redis;
  /** A way to it that fails on command. */
  throughProxy(): Promise<RedisLine>;
  close(): Promise<void>;
}

/** A way to Redis that fails on command. */
export interface RedisLine {
  url: string;
  mode: FaultMode;
  /** Resets every open connection. */
  cut(): void;
  close(): Promise<void>;
}

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
