import { Redis } from 'ioredis';
import { testEnvironment } from './test-environment.js';

/** A Redis database of its own for one test file. */
export interface TestRedis {
  url: string;
  /** For looking at and damaging what is stored. */
  client: Redis;
  close(): Promise<void>;
}

/** Takes the next free database number of the run's server and empties it. */
export async function testRedis(): Promise<TestRedis> {
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
    close: async () => {
      await client.flushdb();
      client.disconnect();
    },
  };
}
