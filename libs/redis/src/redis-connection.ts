import { Logger, type LoggerService } from '@nestjs/common';
import { RepeatingJob } from '@switchboard/chassis';
import { ConstantBackoff, handleWhen, retry } from 'cockatiel';
import { firstConnection } from './first-connection.js';
import type { RedisClient } from './redis-client.js';
import { isRedisFailure } from './redis-errors.js';
import { RedisNodes, type RedisInstance, type RedisNode } from './redis-nodes.js';

const checkEveryMs = 5_000;
/** While a node does not answer. */
const checkAgainMs = 500;
/** Between two attempts to begin. */
const openAgainMs = 100;

/** A server that is late on the first question is asked again: a process that ended for it would only be later. */
const whileLate = retry(handleWhen(isRedisFailure), {
  maxAttempts: 4,
  backoff: new ConstantBackoff(openAgainMs),
});

/**
 * The process's connection. It reads run id and role of every master at every connect and every five seconds and
 * tells who asked when they change: a restart, a failover, an emptied server.
 */
export class RedisConnection {
  private readonly logger = new Logger(RedisConnection.name);
  private readonly listeners: Array<(instance: RedisInstance) => void | Promise<void>> = [];
  private readonly nodes: RedisNodes;
  private current?: RedisInstance;
  private readonly check = new RepeatingJob({
    name: 'Redis instance',
    everyMs: checkEveryMs,
    run: () => this.look(),
  });
  private soon?: NodeJS.Timeout;
  private answers = true;
  private closed = false;

  constructor(readonly client: RedisClient) {
    this.nodes = new RedisNodes(client);
    client.on('error', (error: Error) => this.logger.debug({ err: error }, 'Redis connection error'));
    client.on('ready', () => void this.look());
    client.on('close', () => this.lookSoon());
    // A cluster's slots went to other nodes; a node is gone.
    client.on('refresh', () => void (client.status !== 'ready' || this.nodes.complete || this.look()));
    client.on('-node', () => this.lookSoon());
  }

  /** All of it as last seen; undefined before the first answer. */
  get instance(): RedisInstance | undefined {
    return this.current;
  }

  /**
   * The server process that owns a key now; undefined while that is not known. Data that is only true for one
   * process is marked with its run id.
   */
  nodeOf(key: string): RedisNode | undefined {
    return this.nodes.of(key);
  }

  /** A part of a cluster is gone, and the rest is there. */
  get isPartlyKnown(): boolean {
    return this.nodes.isPartlyKnown;
  }

  /** A node answered that another node owns a key now. */
  moved(): void {
    this.nodes.refreshOwners();
  }

  /** Calls `listener` each time another instance (or role) answers; not for the first one. */
  onInstanceChange(listener: (instance: RedisInstance) => void | Promise<void>): void {
    this.listeners.push(listener);
  }

  /** Connects, refuses a server that would evict data, and starts looking at the instance. */
  async open(): Promise<void> {
    if (this.client.status === 'wait') await firstConnection(this.client);
    await this.refuseEviction();
    await this.look();
    this.check.start();
  }

  /**
   * The same for a service: a Redis that is away at its start is waited for, and `log` says so once. What waiting does
   * not mend, such as a wrong password, is an error all the same.
   */
  async openWhenThere(log: Pick<LoggerService, 'log' | 'warn'>): Promise<void> {
    const again = { maxAttempts: Infinity, backoff: new ConstantBackoff(openAgainMs) };
    const whileAway = retry(handleWhen(isRedisFailure), again);
    let waited = false;
    whileAway.onRetry((why) => {
      if (waited) return;
      waited = true;
      const err = 'error' in why ? why.error : undefined;
      log.warn({ err }, 'Redis does not answer; nothing is served until it does', RedisConnection.name);
    });
    await whileAway.execute(() => this.open());
    if (waited) log.log('Redis answers', RedisConnection.name);
  }

  async close(): Promise<void> {
    this.closed = true;
    void this.check.stop();
    clearTimeout(this.soon);
    this.client.disconnect();
  }

  /** Reads the instance now; a change is announced. A Redis that does not answer changes nothing. */
  async look(): Promise<RedisInstance | undefined> {
    const seen = await this.nodes.look();
    this.tell(seen !== undefined);
    if (!seen) {
      this.lookSoon();
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

  /** Once per absence. */
  private tell(answers: boolean): void {
    if (this.closed || answers === this.answers) return;
    this.answers = answers;
    if (answers) this.logger.log('Redis answers');
    else this.logger.warn('Redis, or a node of it, does not answer');
  }

  private lookSoon(): void {
    if (this.closed || this.soon) return;
    this.nodes.refreshOwners();
    this.soon = setTimeout(() => {
      this.soon = undefined;
      void this.look();
    }, checkAgainMs);
    this.soon.unref();
  }

  private async refuseEviction(): Promise<void> {
    const nodes = this.nodes.connections;
    // A cluster that is not connected has none, and no node was asked then.
    if (nodes.length === 0) throw new Error('Connection is closed.');
    for (const node of nodes) {
      const policy = /^maxmemory_policy:(\S+)/m.exec(await whileLate.execute(() => node.info('memory')))?.[1];
      if (policy && policy !== 'noeviction') {
        throw new Error(
          `Redis has maxmemory-policy ${policy}; Switchboard needs noeviction (an evicted key looks like an agent who is gone). Set it with: redis-cli config set maxmemory-policy noeviction`,
        );
      }
    }
  }
}
