import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@switchboard/testing';
import type { CapacityChange } from '../../src/assignment/capacity-changes.js';
import type { EngineLab } from './engine-lab.js';
import type { EngineProcess } from './engine-process.js';
import { faultyPool } from './faulty-ports.js';
import { doubled, overtaken } from './history.js';
import { intercept, never, type Interception } from './intercept.js';
import { poolDifferences, violations } from './invariants.js';
import { copyPool, restorePool, type PoolCopy } from './pool-copy.js';
import { seeded, type Random } from './random.js';
import { ShopFixture } from './shop-fixture.js';

const system = `'{"kind":"system","id":null}'::jsonb`;

/** What a run found; every count is 0 and every list empty when all is well. */
export interface RaceResult {
  errors: string[];
  lost: number;
  overtaken: number;
  doubled: number;
  violations: Record<string, unknown[]>;
  poolDifferences: string[];
  /** Not a fault: how much happened. */
  assigned: number;
}

/** One life of one process: its line to the stores goes through this until it dies. */
class Life implements Interception {
  redisOn = true;
  private gone = false;

  constructor(
    private readonly random: Random,
    private readonly trouble: { on: boolean },
  ) {}

  get dead(): boolean {
    return this.gone;
  }

  die(): void {
    this.gone = true;
  }

  /** Before the request and after the answer: time passes, the line breaks, or the process is gone. */
  async before(method: string): Promise<void> {
    await this.moment();
    if (this.dead) await never();
    if (!this.redisOn && ['pick', 'sync', 'beginLoad', 'endLoad', 'inspect'].includes(method))
      throw new Error('no Redis');
  }

  async after(): Promise<void> {
    await this.moment();
    if (this.dead) await never();
  }

  private async moment(): Promise<void> {
    if (!this.trouble.on) return;
    if (this.random.chance(0.6)) await pause(this.random.next() * 3);
    if (this.random.chance(0.03)) throw new Error('lost on the way');
  }
}

/**
 * Three processes over one database and one Redis, in which every call to a store is a scheduling point, and everything
 * happens at once: see ENGINE.md. The same seed makes the same plan, not the same timing.
 */
export async function race(
  lab: EngineLab,
  processes: EngineProcess[],
  seed: number,
  steps = 70,
): Promise<RaceResult> {
  const random = seeded(seed * 7919 + 13);
  const trouble = { on: true };
  const lives: Life[] = [];
  const settings = {
    operationMs: 60, retryMs: 15, sweepAgeMs: 0, loadChunk: 2, loaderLeaseMs: 40, pickLimit: 3 + random.below(8),
  }; // prettier-ignore
  /** Some give a chat to an agent as they store it, others never do. */
  const fewAgents = processes.map(() => random.pick([0, 10]));
  const begin = (at: number) => {
    lives[at]?.die();
    const life = (lives[at] = new Life(random, trouble));
    processes[at] = processes[at]!.successor({
      settings: { ...settings, fewAgents: fewAgents[at]! },
      wrapPool: (pool) => faultyPool(pool, life),
      wrapQueue: (queue) => intercept(queue, life),
    });
  };
  const { client } = lab.redis;
  await client.flushdb();

  const shops: ShopFixture[] = [];
  for (let n = 0; n < 3; n++) {
    const agents = Array.from({ length: 2 + random.below(4) }, () => ({ capacity: 1 + random.below(3) }));
    shops.push(
      await ShopFixture.create(processes[n]!, agents, random.pick(['lowest_workload', 'equal'] as const)),
    );
  }
  const shopIds = shops.map(({ shopId }) => shopId);
  processes.forEach((_process, at) => begin(at));

  const errors: string[] = [];
  const tasks = new Map<Promise<void>, Life>();
  // A time limit on a busy machine is an answer too: its caller asks again.
  const expected =
    /lost on the way|no Redis|somebody else meanwhile|could not serialize|Redis did not take|due to (lock|statement) timeout/;
  const attempt = (process: EngineProcess, work: () => Promise<unknown>) => {
    const life = lives[processes.indexOf(process)]!;
    const task: Promise<void> = work()
      .then(() => undefined)
      .catch((error: Error) => {
        if (!expected.test(error.message)) errors.push(`${error.message}\n${error.stack}`);
      })
      .finally(() => tasks.delete(task));
    tasks.set(task, life);
  };
  const acknowledged: { shopId: string; externalMessageId: string }[] = [];
  const sent: { shop: ShopFixture; customerId: string; externalMessageId: string }[] = [];
  const change = async (process: EngineProcess, sql: string, params: unknown[]) => {
    const rows = await process.database.query<{ answer: CapacityChange }>(sql, params);
    for (const { answer } of rows) if (answer?.shop) await process.changes.follow(answer);
  };
  const anyChat = (state: string) =>
    `(select * from chat where shop_id = $1 and state = '${state}' order by random() limit 1) as c`;
  const agentOf = (shop: ShopFixture) => random.pick(shop.agentIds);

  const write = (process: EngineProcess, shop: ShopFixture) => {
    const repeated = sent.length > 0 && random.chance(0.12) ? random.pick(sent) : undefined;
    const message = repeated ?? {
      shop,
      customerId: random.chance(0.25) ? `u${random.below(6)}` : `n${sent.length}`,
      externalMessageId: `m${seed}-${sent.length}`,
    };
    if (!repeated) sent.push(message);
    attempt(process, async () => {
      await message.shop.write(process, message);
      acknowledged.push({ shopId: message.shop.shopId, externalMessageId: message.externalMessageId });
    });
  };
  let saved: PoolCopy | undefined;
  const staleReplica = async () => {
    if (saved && random.chance(0.7)) {
      await client.flushdb();
      await restorePool(client, saved);
      saved = undefined;
      return;
    }
    saved = await copyPool(client, shopIds);
  };

  const actions: [weight: number, act: (process: EngineProcess, shop: ShopFixture, at: number) => unknown][] = [
    [38, (process, shop) => {
      for (let n = random.chance(0.4) ? 1 + random.below(4) : 1; n > 0; n--) write(process, random.chance(0.6) ? shop : random.pick(shops));
    }],
    [22, (process, shop) => attempt(process, () => change(process,
      `select close_chat_v1(c.shop_id, c.id, c.version, c.seq, ${system}, 'manual') as answer from ${anyChat('assigned')}`, [shop.shopId]))],
    [2, (process, shop) => attempt(process, () => change(process,
      `select close_chat_v1(c.shop_id, c.id, c.version, c.seq, ${system}, 'manual') as answer from ${anyChat('queued')}`, [shop.shopId]))],
    [5, (process, shop) => attempt(process, () => change(process,
      `select transfer_chats_v1(c.shop_id, array[c.id], array[c.version], $2, ${system}, null) as answer
       from ${anyChat(random.pick(['assigned', 'queued']))}`, [shop.shopId, agentOf(shop)]))],
    [3, (process, shop) => attempt(process, () => change(process,
      `select reopen_chat_v1(c.shop_id, c.id, c.version, $2, ${system}, null) as answer from ${anyChat('closed')}`, [shop.shopId, agentOf(shop)]))],
    [5, (process, shop) => attempt(process, () => process.agents.member(shop.member(agentOf(shop), { status: random.chance(0.6) ? 'active' : 'deactivated' })))],
    [5, (process, shop) => attempt(process, () => process.agents.profiles([shop.profile(agentOf(shop), { capacity: 1 + random.below(4), accepting: random.chance(0.7) })]))],
    [2, (process, shop) => attempt(process, () => shop.setMode(process, random.pick(['lowest_workload', 'equal'] as const)))],
    [3, (_process, _shop, at) => begin(at)],
    [2, (_process, _shop, at) => void (lives[at]!.redisOn = !lives[at]!.redisOn)],
    [1, () => client.flushdb()],
    [1, (_process, shop) => client.del(`{${shop.shopId}}:${random.pick(['ready', 'agents', 'ops', 'meta'])}`)],
    [1, () => client.script('FLUSH')],
    [3, staleReplica],
    [3, (process) => attempt(process, () => process.relay())],
    [3, (process) => attempt(process, () => process.sweep.run())],
  ]; // prettier-ignore
  const total = actions.reduce((sum, [weight]) => sum + weight, 0);
  for (let step = 0; step < steps; step++) {
    let at = random.next() * total;
    const [, act] = actions.find(([weight]) => (at -= weight) < 0)!;
    const nth = random.below(processes.length);
    await act(processes[nth]!, random.chance(0.6) ? shops[0]! : random.pick(shops), nth);
    if (random.chance(0.7)) await pause(random.next() * 6);
  }

  trouble.on = false;
  for (const life of lives) life.redisOn = true;
  await until(() => [...tasks.values()].every((life) => life.dead), {
    describe: 'what living processes do to end',
  });
  await settle(processes, shopIds);

  const acked = new Set(
    acknowledged.map(({ shopId, externalMessageId }) => `${shopId} ${externalMessageId}`),
  );
  const stored = await lab.database.query<{ key: string }>(
    `select shop_id || ' ' || external_id as key from message where shop_id = any ($1)`,
    [shopIds],
  );
  for (const { key } of stored) acked.delete(key);
  const found: RaceResult = {
    errors,
    lost: acked.size,
    overtaken: 0,
    doubled: 0,
    violations: {},
    poolDifferences: [],
    assigned: 0,
  };
  found.overtaken = await overtaken(lab.database, shopIds);
  found.doubled = await doubled(lab.database, shopIds);
  for (const shopId of shopIds) {
    for (const [name, rows] of Object.entries(await violations(processes[0]!, shopId))) {
      if (rows.length > 0) found.violations[name] = [...(found.violations[name] ?? []), ...rows];
    }
    found.poolDifferences.push(...(await poolDifferences(processes[0]!, shopId)));
  }
  const [row] = await lab.database.query<{ n: string }>(
    `select count(*) as n from history where shop_id = any ($1) and automatic`,
    [shopIds],
  );
  found.assigned = Number(row!.n);
  return found;
}

/** What time would do: the relay, the sweep and the reconciler have their turn, and dead operations expire and are healed. */
async function settle(processes: EngineProcess[], shopIds: string[]): Promise<void> {
  const quiet = async () => {
    for (const process of processes) await process.quiet();
  };
  let turn = 0;
  await until(
    async () => {
      for (const process of processes) await process.sweep.run();
      for (const shopId of shopIds) for (const process of processes) process.drain.demand(shopId, 1);
      await quiet();
      await processes[turn++ % processes.length]!.relay();
      for (const shopId of shopIds) await processes[0]!.reconciler.shop(shopId);
      await quiet();
      const differences = await Promise.all(shopIds.map((shopId) => poolDifferences(processes[0]!, shopId)));
      return turn > 1 && differences.flat().length === 0;
    },
    { describe: 'Redis and Postgres to agree' },
  ).catch(() => undefined);
}
