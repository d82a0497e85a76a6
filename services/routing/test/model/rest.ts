import { comparePool } from '../../src/doctor/compare-pool.js';
import { contradictions } from '../../src/doctor/contradictions.js';
import { invariants } from '../../src/doctor/invariants.js';
import { Contradiction } from './shop-model.js';
import { keyOf, type World } from './world.js';

/** Steps after which a run counts as one that never comes to rest. */
const maxSteps = 5_000;
/** Turns of the nets after which everything must be healed. */
const maxTurns = 4;
/** Longer than the life of a pick whose process died. */
const longWhile = 6_000;

/** Lets every call go on, oldest first, and time pass to the next timer, until nobody does anything any more. */
export async function untilQuiet(world: World): Promise<void> {
  const { scheduler, clock } = world.lab;
  await scheduler.breathe();
  for (let steps = 0; ; steps++) {
    if (steps > maxSteps) throw new Contradiction('rest', 'the engine never came to rest');
    if (world.problem) throw world.problem;
    const [first] = scheduler.ready;
    if (first) await scheduler.step(first);
    else if (clock.untilNext !== undefined) {
      await clock.pass(clock.untilNext);
      await scheduler.breathe();
    } else return;
  }
}

/** What the engine itself sets off has happened, the relay's turn with it. */
async function afterWakeUps(world: World): Promise<void> {
  await untilQuiet(world);
  for (const life of world.lab.lives) life.redisOn = true;
  world.begin(world.process(0).relay());
  await untilQuiet(world);
  world.begin(world.process(1).relay());
  await untilQuiet(world);
}

/** What was sent and not answered is sent again, as Kafka and the owners do; then the nets have a turn. */
async function turnOfTheNets(world: World): Promise<void> {
  for (const message of world.messages) if (!message.acknowledged) world.send(0, message);
  for (const [about, state] of world.states) if (!state.confirmed) world.tell(0, about, state);
  await afterWakeUps(world);
  await world.lab.clock.pass(longWhile);
  for (const { shopId } of world.shops) world.process(0).drain.demand(shopId, 1);
  await untilQuiet(world);
  world.begin(world.process(1).sweep.run());
  await untilQuiet(world);
  for (const { shopId } of world.shops) world.begin(world.process(2).reconciler.shop(shopId));
  await untilQuiet(world);
}

/** Brings the run to rest and judges it there. */
export async function rest(world: World): Promise<void> {
  if (world.plan.under === 'wake-ups') await afterWakeUps(world);
  else {
    for (let turn = 0; turn < maxTurns; turn++) {
      await turnOfTheNets(world);
      if ((await disagreements(world)).length === 0) break;
    }
  }
  await judge(world, world.plan.under === 'wake-ups' && world.redisLostSomething);
}

/**
 * Everything that must hold when nothing happens. `emptied`: what Redis has lost meanwhile is loaded again by the next
 * pick, whenever that is.
 */
export async function judge(world: World, emptied: boolean): Promise<void> {
  await world.observe();
  const stored = await world.storedMessages();
  for (const message of world.messages) {
    const times = stored.get(keyOf(message)) ?? 0;
    if (times > 1 || (message.acknowledged && times === 0))
      throw new Contradiction('1', `${message.externalMessageId} is stored ${times} times`);
  }
  const database = { query: clientQuery(world) };
  for (const { shopId } of world.shops) {
    for (const invariant of invariants) {
      if (invariant.holds === 'run') continue;
      const { violations } = await contradictions(database, invariant, shopId);
      if (violations.length > 0)
        throw new Contradiction(String(invariant.number), `${invariant.name} ${JSON.stringify(violations)}`);
    }
  }
  const differences = await disagreements(world, emptied);
  if (differences.length > 0) throw new Contradiction('5', differences.join('; '));
}

/** Where Redis differs from PostgreSQL. */
async function disagreements(world: World, emptied = false): Promise<string[]> {
  const found: string[] = [];
  for (const { shopId } of world.shops) {
    const { loaded, violations } = await comparePool(
      { query: clientQuery(world) },
      world.process(0).redis,
      shopId,
    );
    if (emptied && (!loaded || violations.some(({ field }) => String(field).startsWith('size')))) continue;
    if (!loaded) found.push('Redis does not hold the shop');
    for (const violation of violations) found.push(JSON.stringify(violation));
  }
  return found;
}

/** The checks look past the schedule. */
function clientQuery(world: World) {
  return async <Row>(sql: string | { text: string }, params: readonly unknown[] = []): Promise<Row[]> => {
    const { rows } = await world.lab.client.query(typeof sql === 'string' ? sql : sql.text, [...params]);
    return rows as Row[];
  };
}
