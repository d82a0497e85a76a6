import { Logger } from '@nestjs/common';
import { Cluster, type Redis } from 'ioredis';
import type { RedisClient } from './redis-client.js';

/** Which server process holds the data: another run id means that acknowledged writes may be gone. */
export interface RedisInstance {
  runId: string;
  role: string;
}

const checkEveryMs = 5_000;

/**
 * The process's connection. It reads run id and role at every connect and every five seconds and tells
 * who asked when they change: a restart, a failover, an emptied server.
 */
export class RedisConnection {
  private readonly logger = new Logger(RedisConnection.name);
  private readonly listeners: Array<(instance: RedisInstance) => void | Promise<void>> = [];
  private current?: RedisInstance;
  private timer?: NodeJS.Timeout;

  constructor(readonly client: RedisClient) {
    client.on('error', (error: Error) => this.logger.debug({ err: error }, 'Redis connection error'));
    client.on('ready', () => void this.look());
  }

  /** The instance as last seen; undefined before the first answer. */
  get instance(): RedisInstance | undefined {
    return this.current;
  }

  /** Calls `listener` each time another instance (or role) answers; not for the first one. */
  onInstanceChange(listener: (instance: RedisInstance) => void | Promise<void>): void {
    this.listeners.push(listener);
  }

  /** Connects, refuses a server that would evict data, and starts looking at the instance. */
  async open(): Promise<void> {
    if (this.client.status === 'wait') await this.client.connect();
    await this.refuseEviction();
    await this.look();
    this.timer = setInterval(() => void this.look(), checkEveryMs);
    this.timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    this.client.disconnect();
  }

  /** Reads the instance now; a change is announced. A Redis that does not answer changes nothing. */
  async look(): Promise<RedisInstance | undefined> {
    let seen: RedisInstance;
    try {
      seen = await this.readInstance();
    } catch {
      return this.current;
    }
    const before = this.current;
    this.current = seen;
    if (before && (before.runId !== seen.runId || before.role !== seen.role)) {
      this.logger.warn('another Redis instance answers: what it should hold is written again');
      for (const listener of this.listeners) {
        await Promise.resolve()
          .then(() => listener(seen))
          .catch((error: unknown) => this.logger.warn({ err: error }, 'a step after a Redis change failed'));
      }
    }
    return seen;
  }

  private async readInstance(): Promise<RedisInstance> {
    const texts = await Promise.all(this.nodes().map((node) => node.info()));
    const read = (text: string, field: string) => new RegExp(`^${field}:(\\S+)`, 'm').exec(text)?.[1] ?? '';
    return {
      runId: texts
        .map((text) => read(text, 'run_id'))
        .sort()
        .join('+'),
      role: texts
        .map((text) => read(text, 'role'))
        .sort()
        .join('+'),
    };
  }

  private async refuseEviction(): Promise<void> {
    for (const node of this.nodes()) {
      const policy = /^maxmemory_policy:(\S+)/m.exec(await node.info('memory'))?.[1];
      if (policy && policy !== 'noeviction') {
        throw new Error(
          `Redis has maxmemory-policy ${policy}; Switchboard needs noeviction (an evicted key looks like an agent who is gone). Set it with: redis-cli config set maxmemory-policy noeviction`,
        );
      }
    }
  }

  private nodes(): Redis[] {
    return this.client instanceof Cluster ? this.client.nodes('master') : [this.client];
  }
}
