import { secret } from '@switchboard/chassis';

/** The variable by which a service reaches Redis; spread into its specification. */
export const redisEnvironment = {
  REDIS_URL: secret({ desc: 'redis://host:port/db or redis-cluster://host:port,host:port' }),
};
