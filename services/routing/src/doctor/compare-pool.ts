import type { Queryable } from '@switchboard/persistence';
import type { RedisConnection } from '@switchboard/redis';
import { NIL } from 'uuid';
import type { AgentState } from '../assignment/agent-state.js';
import { equal } from '../assignment/equal.policy.js';
import { lowestWorkload } from '../assignment/lowest-workload.policy.js';
import { poolKeys } from '../assignment/lua/keys.js';
import type { Violation } from './invariant.js';
import { readPool, type BelievedAgent, type BelievedShop } from './read-pool.js';

/** Number 5 of the invariants, of the same form as the others. */
export const poolAgrees = {
  number: 5,
  name: 'redis-agrees',
  meaning:
    'at rest Redis holds each agent as PostgreSQL does, no pick is open, and ready are exactly the eligible',
  advice:
    'The reconciler repairs it within 30 s (rarely touched shops: 15 min); at once: npm run operator -- routing reload-redis <shop>.',
} as const;

/** What comparing a shop said. */
export interface PoolComparison {
  /** False: Redis does not hold the shop under its present epoch, which the next pick repairs. */
  loaded: boolean;
  checked: number;
  violations: Violation[];
}

const fieldNames = ['open', 'capacity', 'availability', 'version', 'last_seq', 'base', 'dealt'] as const;
const pageSize = 500;

const shopRow = 'select epoch, mode from shop where id = $1';
const agentsPage = `select agent_state_v1(agent) as state from agent
  where shop_id = $1 and id > $2::uuid order by id limit $3`;

/**
 * Where Redis differs from Postgres in one shop. Redis is read first: what Postgres then says is at least as new. A
 * shop that lives differs for moments; what stays while the agent's version does is a contradiction.
 */
export async function comparePool(
  database: Queryable,
  redis: RedisConnection,
  shopId: string,
): Promise<PoolComparison> {
  const pool = await readPool(redis.client, shopId);
  const [shop] = await database.query<{ epoch: number; mode: string }>(shopRow, [shopId]);
  if (!shop || pool.epoch !== `${shop.epoch}:${redis.nodeOf(poolKeys(shopId)[0]!)?.runId ?? ''}`)
    return { loaded: false, checked: 0, violations: [] };

  const violations = compareSizes(pool);
  if (pool.mode !== shop.mode) violations.push({ field: 'mode', redis: pool.mode, postgres: shop.mode });
  const unknown = new Set(pool.agents.keys());
  let checked = 0;
  for (let after: string = NIL; ;) {
    const page = await database.query<{ state: AgentState }>(agentsPage, [shopId, after, pageSize]);
    for (const { state } of page) {
      unknown.delete(state[0]);
      checked += 1;
      violations.push(...compareAgent(state, pool.agents.get(state[0]), shop.mode));
    }
    if (page.length < pageSize) break;
    after = page.at(-1)!.state[0];
  }
  for (const agent of unknown)
    violations.push({ agent, field: 'row', redis: 'known', postgres: 'no such agent' });
  return { loaded: true, checked, violations };
}

function compareSizes({ sizes, operations, agents }: BelievedShop): Violation[] {
  const wrong: Violation[] = operations.map((operation) => ({ field: 'open pick', operation }));
  for (const [key, { found, counted }] of Object.entries(sizes)) {
    if (found !== counted) wrong.push({ field: `size of ${key}`, redis: found, counted });
  }
  const scored = [...agents.values()].filter(({ score }) => score !== undefined).length;
  if (scored !== sizes.ready.found) wrong.push({ field: 'ready', redis: sizes.ready.found, known: scored });
  return wrong;
}

function compareAgent(truth: AgentState, belief: BelievedAgent | undefined, mode: string): Violation[] {
  const [agent, , , , version] = truth;
  const about = (field: string, redis: string | number | null, postgres: string | number | null): Violation => ({
    agent, version, field, redis, postgres,
  }); // prettier-ignore
  if (!belief) return [about('row', 'missing', 'known')];
  const wrong = fieldNames.flatMap((name, at) => {
    const [ours, theirs] = [truth[at + 1]!, belief.state[at + 1]!];
    return ours === theirs ? [] : [about(name, theirs, ours)];
  });
  if (wrong.length > 0) return wrong;
  if (belief.pending !== 0) return [about('pending', belief.pending, 0)];
  const score = isEligible(truth) ? scoreOf(truth, mode) : null;
  if (belief.marked !== isEligible(truth) || (belief.score ?? null) !== score)
    return [about('score', belief.score ?? null, score)];
  return [];
}

function isEligible([, open, capacity, availability]: AgentState): boolean {
  return availability === 0 && open < capacity;
}

function scoreOf([, open, capacity, , , , base, dealt]: AgentState, mode: string): number {
  const policy = mode === 'equal' ? equal : lowestWorkload;
  return policy.score({ open, capacity, base, dealt });
}
