import { integer, secret } from '@switchboard/chassis';
import { defaultCommandTimeoutMs } from './redis-client.js';

/** How a service reaches Redis; spread into its specification. */
export const redisEnvironment = {
  REDIS_URL: secret({ desc: 'redis://host:port/db or redis-cluster://host:port,host:port' }),
  REDIS_COMMAND_TIMEOUT_MS: integer({
    min: 10,
    max: 60_000,
    default: defaultCommandTimeoutMs,
    desc: 'after which a service does without the answer',
  }),
};
