import { AccessMirror } from '@switchboard/http';
import { createRedisClient, RedisConnection } from '@switchboard/redis';
import type { Redis } from 'ioredis';
import { v7 as uuid } from 'uuid';
import type { AgentState } from '../../src/assignment/agent-state.js';
import { EngineSettings } from '../../src/assignment/engine-settings.js';
import { poolKeys } from '../../src/assignment/lua/keys.js';
import { RedisAgentPool } from '../../src/assignment/redis-agent-pool.js';
import type { RoutingEnvironment } from '../../src/environment.js';
import { leaseOf, PresenceLeases } from '../../src/presence/presence-leases.js';
import { EventLog, logKey } from '../../src/event-log/event-log.js';

/** What something costs in Redis. */
export interface MemoryUse {
  what: string;
  /** How many of it there were. */
  count: number;
  /** MEMORY USAGE of all keys it makes, with every entry looked at. */
  bytes: number;
  /** Growth of `used_memory`: with the key space's own tables; only true where nobody else uses the server. */
  grown: number;
  encodings: string[];
}

const inPages = async <T>(all: readonly T[], size: number, act: (page: T[]) => Promise<unknown>) => {
  for (let at = 0; at < all.length; at += size) await act(all.slice(at, at + size));
};

/** As an agent looks after some months: large sequence numbers, an odd share dealt. */
const grownState = (id: string, nth: number): AgentState => [
  id, 3 + (nth % 20), 200, 0, 150_000 + nth, 4_000_000 + nth, 987_654_321 + nth, 120_000 + nth,
]; // prettier-ignore

/** Fills a Redis through the same calls as in production and weighs what came of it; leaves it as it was. */
export class MemoryScale {
  private readonly pool: RedisAgentPool;

  private constructor(
    private readonly connection: RedisConnection,
    private readonly client: Redis,
  ) {
    this.pool = new RedisAgentPool(connection, new EngineSettings());
  }

  static async open(redisUrl: string): Promise<MemoryScale> {
    const connection = new RedisConnection(
      createRedisClient(redisUrl, { name: 'memory', commandTimeoutMs: 10_000 }),
    );
    await connection.open();
    return new MemoryScale(connection, connection.client as Redis);
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  /** The workload counters of one shop. */
  agents(count: number): Promise<MemoryUse> {
    const shopId = uuid();
    return this.weigh(`a shop of ${count} agents`, count, poolKeys(shopId), () => this.load(shopId, count));
  }

  /** The workload counters of many small shops. */
  shops(count: number, agents: number): Promise<MemoryUse> {
    const shopIds = Array.from({ length: count }, () => uuid());
    return this.weigh(`shops of ${agents} agents`, count, shopIds.flatMap(poolKeys), () =>
      inPages(shopIds, 50, (page) => Promise.all(page.map((shopId) => this.load(shopId, agents)))),
    );
  }

  /** One open stream per agent of a shop. */
  presence(count: number): Promise<MemoryUse> {
    const shopId = uuid();
    const leases = new PresenceLeases(this.connection, { PRESENCE_GRACE_MS: 30_000 } as RoutingEnvironment);
    const members = Array.from({ length: count }, () => leaseOf(uuid(), uuid()));
    return this.weigh('open streams of a shop', count, [`{${shopId}}:presence`], () =>
      inPages(members, 500, (page) => leases.renew(shopId, page)),
    );
  }

  /** The live stream's log: of each chat its opening, its assignment and a message. */
  log(count: number): Promise<MemoryUse> {
    const shopId = uuid();
    const log = new EventLog(this.connection);
    const records = Array.from({ length: count }, (_, n) => {
      const chatId = uuid();
      if (n % 3 === 0) return { kind: 'message', chatId, messageId: uuid(), change: 'created' } as const;
      if (n % 3 === 1) return { kind: 'chat', chatId } as const;
      return { kind: 'chat', chatId, before: { state: 'queued', agentId: null } } as const;
    });
    return this.weigh('changes in the stream’s log', count, [logKey(shopId), `${logKey(shopId)}-meta`], () =>
      inPages(records, 200, (page) => log.append(shopId, page)),
    );
  }

  /** Members whose rights changed within the hour, each with a session that ended. */
  async access(count: number): Promise<MemoryUse> {
    const mirror = new AccessMirror(this.connection);
    const accountId = uuid();
    const marks = Array.from({ length: count }, () => ({ userId: uuid(), sessionId: uuid() }));
    const keys = marks.flatMap(({ userId, sessionId }) => [
      `access:member:${accountId}:${userId}`,
      `access:session:${sessionId}`,
    ]);
    return this.weigh('members in the access mirror', count, keys, () =>
      inPages(marks, 200, (page) =>
        Promise.all(
          page.flatMap(({ userId, sessionId }) => [
            mirror.writeMember({ accountId, userId, status: 'active', accessVersion: 3 }),
            mirror.endSession(sessionId),
          ]),
        ),
      ),
    );
  }

  private async load(shopId: string, count: number): Promise<void> {
    const load = { token: uuid(), epoch: 1, mode: 'lowest_workload' };
    await this.pool.beginLoad(shopId, load);
    const states = Array.from({ length: count }, (_, nth) => grownState(uuid(), nth));
    await inPages(states, 500, (page) => this.pool.sync([{ shopId, loader: load.token, states: page }]));
    await this.pool.endLoad(shopId, load);
  }

  private async weigh(
    what: string,
    count: number,
    keys: string[],
    fill: () => Promise<unknown>,
  ): Promise<MemoryUse> {
    const before = await this.usedMemory();
    await fill();
    const grown = (await this.usedMemory()) - before;
    let bytes = 0;
    const encodings = new Set<string>();
    for (const key of keys) {
      bytes += (await this.client.memory('USAGE', key, 'SAMPLES', 0)) ?? 0;
      const encoding = (await this.client.object('ENCODING', key)) as string | null;
      if (encoding)
        encodings.add(`${/:?([a-z-]+)(:[\w:-]*)?$/.exec(key.replace(/^\{.*\}/, ''))![1]} ${encoding}`);
    }
    await inPages(keys, 500, (page) => Promise.all(page.map((key) => this.client.unlink(key))));
    return { what, count, bytes, grown, encodings: [...encodings].sort() };
  }

  private async usedMemory(): Promise<number> {
    return Number(/^used_memory:(\d+)/m.exec(await this.client.info('memory'))![1]);
  }
}
