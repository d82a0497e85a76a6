import { Metrics } from '@switchboard/chassis';
import type { Outbox } from '@switchboard/messaging';
import { createDataSource, Database, type DataSourceSettings } from '@switchboard/persistence';
import { createRedisClient, RedisConnection } from '@switchboard/redis';
import { until } from '@switchboard/testing';
import type { DataSource } from 'typeorm';
import { AcceptMessages } from '../../src/assignment/accept-messages.js';
import type { AgentPool } from '../../src/assignment/agent-pool.js';
import { AssignmentRound } from '../../src/assignment/assignment-round.js';
import { CapacityChanges } from '../../src/assignment/capacity-changes.js';
import { CloseChats } from '../../src/chats/close-chats.js';
import type { ChatQueue } from '../../src/assignment/chat-queue.js';
import { Demand } from '../../src/assignment/demand.js';
import { Drain } from '../../src/assignment/drain.js';
import { EngineMetrics } from '../../src/assignment/engine-metrics.js';
import { EngineSettings } from '../../src/assignment/engine-settings.js';
import { PoolRebuild } from '../../src/assignment/pool-rebuild.js';
import { PoolSync } from '../../src/assignment/pool-sync.js';
import { PostgresChatQueue } from '../../src/assignment/postgres-chat-queue.js';
import { Reconciler } from '../../src/assignment/reconciler.js';
import { RedisAgentPool } from '../../src/assignment/redis-agent-pool.js';
import { ShopEpochs } from '../../src/assignment/shop-epochs.js';
import { rangeCount, ShopRanges } from '../../src/assignment/shop-ranges.js';
import { SingleShopRound } from '../../src/assignment/single-shop-round.js';
import { Sweep } from '../../src/assignment/sweep.js';
import { SyncTouchedAgents } from '../../src/assignment/sync-touched-agents.js';
import { ApplyAgentStates } from '../../src/agents/apply-agent-states.js';
import { ApplyShopStates } from '../../src/agents/apply-shop-states.js';
import { RequeueLostChats } from '../../src/agents/requeue-lost-chats.js';
import { dataSourceSettings } from '../../src/db/data-source.js';

/** Where a process stands, and what stands between it and its two stores. */
export interface EngineOptions {
  databaseUrl: string;
  redisUrl: string;
  settings?: Partial<EngineSettings>;
  wrapPool?: (pool: AgentPool) => AgentPool;
  wrapQueue?: (queue: ChatQueue) => ChatQueue;
  wrapDatabase?: (database: Database) => Database;
  dataSource?: Partial<DataSourceSettings>;
  commandTimeoutMs?: number;
  poolSize?: number;
}

class EveryRange extends ShopRanges {
  async owned(): Promise<number[]> {
    return Array.from({ length: rangeCount }, (_, range) => range);
  }
  async close(): Promise<void> {}
}

/** A process's connections; they outlive its engine when a test lets only that die. */
interface Stores {
  dataSource: DataSource;
  database: Database;
  redis: RedisConnection;
}

/** The parts of one engine, composed as AssignmentModule does. */
function compose({ database: real, redis }: Stores, options: EngineOptions) {
  const database = (options.wrapDatabase ?? ((it) => it))(real);
  // Tests of picks need them for a single chat in a small shop too; those of direct assignments say so.
  const settings = new EngineSettings({ retryMs: 20, fewAgents: 0, ...options.settings });
  const metrics = new EngineMetrics(new Metrics('engine-test'));
  const pool = (options.wrapPool ?? ((it) => it))(new RedisAgentPool(redis, settings));
  const queue = (options.wrapQueue ?? ((it) => it))(new PostgresChatQueue(database, silentOutbox, metrics));
  const demand = new Demand();
  const epochs = new ShopEpochs(queue);
  const sync = new PoolSync(pool, queue, demand, metrics);
  const rebuild = new PoolRebuild(pool, queue, epochs, demand, settings, metrics);
  const single = new SingleShopRound(pool, queue, epochs, demand, sync, rebuild);
  const round = new AssignmentRound(pool, queue, epochs, demand, sync, single);
  const drain = new Drain(demand, round, sync, rebuild, settings, metrics);
  const changes = new CapacityChanges(sync, demand);
  const sweep = new Sweep(new EveryRange(), queue, demand, single, settings, metrics);
  const requeue = new RequeueLostChats(database, changes, silentOutbox, sweep);
  return {
    pool, queue, epochs, demand, sync, rebuild, single, drain, changes, sweep, requeue, metrics,
    database,
    accept: new AcceptMessages(queue, drain, epochs, sync, settings),
    closes: new CloseChats(database, changes, silentOutbox),
    reconciler: new Reconciler(pool, queue, sync, rebuild, settings, metrics),
    relayHook: new SyncTouchedAgents(queue, sync),
    agents: new ApplyAgentStates(database, changes, requeue),
    shops: new ApplyShopStates(database, changes, epochs, rebuild),
  }; // prettier-ignore
}

type Parts = ReturnType<typeof compose>;

/** One routing process with its own connections; timers (sweep, reconciler, relay) run only when called. */
export type EngineProcess = EngineLife & Parts;

/** Opens the connections and starts the drain. */
export async function startEngine(options: EngineOptions): Promise<EngineProcess> {
  const dataSource = await createDataSource({
    ...dataSourceSettings(options.databaseUrl),
    poolSize: options.poolSize ?? 6,
    ...options.dataSource,
  }).initialize();
  const { redisUrl, commandTimeoutMs } = options;
  const redis = new RedisConnection(createRedisClient(redisUrl, { name: 'engine-test', commandTimeoutMs }));
  await redis.open();
  return engineOn({ dataSource, database: new Database(dataSource), redis }, options);
}

function engineOn(stores: Stores, options: EngineOptions): EngineProcess {
  const parts = compose(stores, options);
  parts.drain.start();
  return Object.assign(new EngineLife(stores, options, parts), parts);
}

class EngineLife {
  private killed = false;

  constructor(
    private readonly stores: Stores,
    private readonly options: EngineOptions,
    private readonly parts: Parts,
  ) {}

  get redis(): RedisConnection {
    return this.stores.redis;
  }

  /** This engine is dead; another one takes its place on the same connections. */
  successor(changes: Partial<EngineOptions> = {}): EngineProcess {
    this.kill();
    return engineOn(this.stores, { ...this.options, ...changes });
  }

  /** Until nothing is wanted, in flight, or on its way to Redis. */
  async quiet(): Promise<void> {
    for (let calm = 0; calm < 2;) {
      await this.parts.requeue.settled();
      await until(() => this.parts.drain.idle, { timeoutMs: 20_000, describe: 'the drain to be idle' });
      await this.parts.sync.settled();
      calm = this.parts.drain.idle ? calm + 1 : 0;
    }
  }

  /** Passes the unpublished outbox rows through the relay's hook and marks them. */
  async relay(): Promise<void> {
    for (;;) {
      const rows = await this.parts.database.query<{ seq: number; shop_id: string; agents: string[] }>(
        'select seq, shop_id, agents from outbox where published_at is null order by seq limit 200',
      );
      if (rows.length === 0) return;
      await this.parts.relayHook.beforeMark(rows.map(({ shop_id, agents }) => ({ shopId: shop_id, agents })));
      await this.parts.database.query('update outbox set published_at = now() where seq = any ($1)', [
        rows.map(({ seq }) => seq),
      ]);
    }
  }

  /** The process is dead: nobody waits for what it was doing. */
  kill(): void {
    this.killed = true;
  }

  async stop(): Promise<void> {
    if (!this.killed) await this.parts.drain.stop();
    await this.redis.close();
    await this.stores.dataSource.destroy();
  }
}

const silentOutbox = { committed: () => undefined } as unknown as Outbox;
