import type { Cluster, Redis, RedisOptions } from 'ioredis';
import { AnswersFirstCluster, AnswersFirstRedis } from './answers-first.js';

/** One server or a cluster; scripts and commands look the same. */
export type RedisClient = Redis | Cluster;

/** How long a command may take before its caller falls back, in milliseconds. */
export const defaultCommandTimeoutMs = 200;

/** A connection on which a command gets no byte back for this long is dead, and is opened again. */
const deadAfterMs = 2_000;

/**
 * A client for `redis://host:port/db` or `redis-cluster://host:port,host:port`. Commands fail fast:
 * the suite has an answer for a Redis that does not answer, and none for one that hangs.
 */
export function createRedisClient(
  url: string,
  { name, commandTimeoutMs = defaultCommandTimeoutMs }: { name: string; commandTimeoutMs?: number },
): RedisClient {
  const options: RedisOptions = {
    connectionName: name,
    commandTimeout: commandTimeoutMs,
    connectTimeout: 2_000,
    socketTimeout: deadAfterMs,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 5), 1_000),
    lazyConnect: true,
  };
  if (!url.startsWith('redis-cluster://')) return new AnswersFirstRedis(url, options);
  const nodes = url
    .slice('redis-cluster://'.length)
    .replace(/\/$/, '')
    .split(',')
    .map((node) => {
      const { hostname, port } = new URL(`redis://${node}`);
      return { host: hostname, port: Number(port || 6379) };
    });
  return new AnswersFirstCluster(nodes, {
    redisOptions: options,
    enableOfflineQueue: false,
    clusterRetryStrategy: (attempt) => Math.min(50 * attempt, 1_000),
    slotsRefreshTimeout: 2_000,
    lazyConnect: true,
  });
}

/** Puts a service's prefix before a key: `access:session:…`. */
export function redisPrefixed(prefix: string): (...parts: string[]) => string {
  return (...parts) => [prefix, ...parts].join(':');
}
