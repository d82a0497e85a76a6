import { redisServer } from '../infrastructure/redis.mjs';
import { runLevels } from './test.mjs';

/** `npm run test:cluster`: everything that uses Redis, each test file on a Redis Cluster of its own. */
export async function run(args) {
  await redisServer();
  return runLevels(
    [['everything on a Redis Cluster', ['--selectProjects', 'redis-cluster', 'redis-cluster-rest']]],
    args,
  );
}
