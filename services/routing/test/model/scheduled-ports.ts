import { Database } from '@switchboard/persistence';
import {
  AgentPool,
  type LoadReply,
  type PickReply,
  type PickRequest,
  type PoolPage,
  type SyncReply,
  type SyncRequest,
} from '../../src/assignment/agent-pool.js';
import type { Gates } from './gates.js';
import type { Life, Scheduler } from './scheduler.js';

/** A process's Redis, reached through the schedule. What is lost on the way is "no answer", as its time limit makes it. */
export class ScheduledPool extends AgentPool {
  constructor(
    private readonly pool: AgentPool,
    private readonly scheduler: Scheduler,
    private readonly life: Life,
  ) {
    super();
  }

  pick(requests: readonly PickRequest[]): Promise<PickReply[]> {
    const picks = requests.map(({ wanted }) => wanted).join();
    return this.call(`pick ${picks}`, () => this.pool.pick(requests)).catch(() =>
      requests.map(() => ({ kind: 'unavailable' as const })),
    );
  }

  sync(requests: readonly SyncRequest[]): Promise<SyncReply[]> {
    return this.call('sync', () => this.pool.sync(requests)).catch(() =>
      requests.map(() => ({ kind: 'unavailable' as const })),
    );
  }

  beginLoad(...args: Parameters<AgentPool['beginLoad']>): Promise<LoadReply> {
    return this.call('load begin', () => this.pool.beginLoad(...args));
  }

  endLoad(...args: Parameters<AgentPool['endLoad']>): Promise<LoadReply> {
    return this.call('load end', () => this.pool.endLoad(...args));
  }

  inspect(...args: Parameters<AgentPool['inspect']>): Promise<PoolPage> {
    return this.call('inspect', () => this.pool.inspect(...args));
  }

  private call<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.scheduler.call(this.life, 'redis', name, async () => {
      if (!this.life.redisOn) throw new Error('no Redis');
      return work();
    });
  }
}

const calledFunction = /\b(\w+_v1)\s*\(/;

/** A process's PostgreSQL, reached through the schedule. */
export function scheduledDatabase(
  database: Database,
  scheduler: Scheduler,
  life: Life,
  gates: Gates,
): Database {
  const query: Database['query'] = (sql, params) => {
    const text = typeof sql === 'string' ? sql : sql.text;
    const called = calledFunction.exec(text)?.[1];
    const name =
      called ?? (typeof sql === 'string' ? text.trim().split(/\s+/).slice(0, 4).join(' ') : sql.name);
    return scheduler.call(
      life,
      'postgres',
      name,
      () => database.query(sql, params),
      gates.placesOf(called ?? ''),
    );
  };
  return Object.assign(Object.create(database) as Database, { query });
}
