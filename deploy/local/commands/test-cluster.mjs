import { redisServer } from '../infrastructure/redis.mjs';
import { jestUsage, runLevels } from './test.mjs';

export const usage = `usage: npm run test:cluster -- [<path>...] [-t <words>]
${jestUsage}
What uses Redis, each file on a Redis Cluster of its own; the last line says how many passed and failed.`;

/** `npm run test:cluster`: everything that uses Redis, each test file on a Redis Cluster of its own. */
export async function run(args) {
  await redisServer();
  return runLevels(
    [['everything on a Redis Cluster', ['--selectProjects', 'redis-cluster', 'redis-cluster-rest']]],
    args,
  );
}
