import { freePort, runSource, ServiceProcess } from '@switchboard/testing';
import type { RoutingEnvironment } from '../../src/environment.js';
import type { RoutingSuite } from '../routing-suite.js';
import type { Passing } from '../wire/conversation.js';
import { scriptNames } from '../wire/script-names.js';
import { WireProxy, type Watcher } from '../wire/wire-proxy.js';

/** What a process talks to. */
export type Store = (typeof stores)[number];
const stores = ['postgres', 'redis', 'kafka'] as const;

/** Between which two steps something happens: these calls to this store, and the side of them that never gets through. */
export interface CrashPoint {
  store: Store;
  calls: readonly string[];
  side: Passing['side'];
}

/** A start on a busy machine may find that Redis takes longer than it waits. */
const maxTries = 3;

/** The service as a process of the operating system, from these sources, with a watching proxy before each store. */
export class RoutingProcess {
  private constructor(
    private readonly process: ServiceProcess,
    private readonly proxies: Record<Store, WireProxy>,
  ) {}

  /** Answers when it is ready. */
  static async start(
    suite: RoutingSuite,
    changes: Partial<RoutingEnvironment> = {},
  ): Promise<RoutingProcess> {
    await suite.confirmAccess();
    const [postgres, redis, kafka] = await Promise.all([
      WireProxy.toPostgres(suite.database.url),
      WireProxy.toRedis(suite.redis.url, scriptNames),
      WireProxy.toKafka(suite.broker.brokers[0]!),
    ]);
    const variables = suite.variables({
      LOG_LEVEL: 'warn',
      DATABASE_URL: postgres.through(suite.database.url),
      REDIS_URL: redis.through(suite.redis.url),
      KAFKA_BROKERS: [`127.0.0.1:${kafka.port}`],
      ...changes,
    });
    const process = new ServiceProcess('routing', await freePort(), variables, runSource, 'src/main.ts');
    const started = new RoutingProcess(process, { postgres, redis, kafka });
    try {
      await started.restart();
    } catch (error) {
      await started.close();
      throw error;
    }
    return started;
  }

  get url(): string {
    return this.process.url;
  }

  /** SIGKILL: it finishes nothing. Answers when it is gone. */
  kill(): Promise<void> {
    return this.process.stop('SIGKILL');
  }

  /** SIGKILL at that point of its next work. Answers when it is gone. */
  killAt({ store, calls, side }: CrashPoint): Promise<void> {
    return this.killWhen([store], (passing) => passing.side === side && calls.includes(passing.call));
  }

  /** SIGKILL before the so-many-th of its next requests and answers gets through, whatever it is. */
  killAfter(passings: number): Promise<void> {
    let left = passings;
    return this.killWhen(stores, () => left-- <= 0);
  }

  /** Cuts the connection instead of letting these calls through, so many times in a row. Answers when it has. */
  cutAt({ store, calls, side }: CrashPoint, times: number): Promise<void> {
    const proxy = this.proxies[store];
    let left = times;
    return new Promise((resolve) => {
      proxy.watch = (passing) => {
        if (passing.side !== side || !calls.includes(passing.call)) return 'pass';
        left -= 1;
        if (left === 0) {
          proxy.watch = () => 'pass';
          resolve();
        }
        return 'stop';
      };
    });
  }

  /** Starts it again while these calls wait for `letGo`. Answers at once: it may not become ready before. */
  startHolding({ store, calls, side }: CrashPoint): void {
    this.proxies[store].watch = (passing) =>
      passing.side === side && calls.includes(passing.call) ? 'hold' : 'pass';
    this.process.start();
  }

  async letGo(): Promise<void> {
    for (const proxy of Object.values(this.proxies)) proxy.watch = () => 'pass';
    await this.process.ready();
  }

  get log(): string {
    return this.process.log;
  }

  /** Starts it again, on the same port, as a supervisor does: also when it gave up while it started. */
  async restart(): Promise<void> {
    for (const proxy of Object.values(this.proxies)) proxy.watch = () => 'pass';
    for (let tries = 1; ; tries++) {
      this.process.start();
      try {
        return await this.process.ready();
      } catch (error) {
        await this.kill();
        if (tries === maxTries) throw error;
      }
    }
  }

  async close(): Promise<void> {
    await this.kill();
    await Promise.all(Object.values(this.proxies).map((proxy) => proxy.close()));
  }

  private killWhen(where: readonly Store[], isTheMoment: (passing: Passing) => boolean): Promise<void> {
    return new Promise((resolve) => {
      let killed = false;
      const watch: Watcher = (passing) => {
        if (!killed && !isTheMoment(passing)) return 'pass';
        if (!killed) resolve(this.kill());
        killed = true;
        return 'stop';
      };
      for (const store of where) this.proxies[store].watch = watch;
    });
  }
}
