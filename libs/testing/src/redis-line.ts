import type { Redis } from 'ioredis';
import type { FaultMode } from './fault-proxy.js';

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
