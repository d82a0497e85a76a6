import { equal } from '../../src/assignment/equal.policy.js';
import { lowestWorkload } from '../../src/assignment/lowest-workload.policy.js';
import { judge, untilQuiet } from './rest.js';
import { Contradiction } from './shop-model.js';
import { takeTurns } from './take-turns.js';
import type { World } from './world.js';

interface Standing {
  id: string;
  open: number;
  capacity: number;
  base: number;
  dealt: number;
  last_seq: number;
  ready: boolean;
  mode: 'lowest_workload' | 'equal';
}

/** Chats that arrive from rest on: one by one each goes to the one agent whom the rule names; a crowd is shared fairly. */
export async function fairArrivals(world: World): Promise<void> {
  for (const [at, { flush }] of world.plan.calm.entries()) {
    const shop = world.shop(at);
    if (flush) {
      await world.redis.flushdb();
      await world.lab.clock.tellRedis();
    }
    const next = (await standings(world, shop.shopId)).filter(({ ready }) => ready).sort(byTurn)[0];
    const before = new Set(world.model.chats.keys());
    world.write(at, shop, null);
    await untilQuiet(world);
    const arrived = [...world.model.chats.values()].find(({ id }) => !before.has(id));
    if ((arrived?.agent_id ?? undefined) !== next?.id)
      throw new Contradiction('8', `it was the turn of ${JSON.stringify(next)}, not of ${arrived?.agent_id}`);
  }
  const { chats, turns } = world.plan.crowd;
  const shop = world.shop(0);
  const before = await standings(world, shop.shopId);
  for (let nth = 0; nth < chats; nth++) world.write(nth, shop, null);
  await world.lab.scheduler.breathe();
  await takeTurns(
    world,
    turns.map(({ call }) => ({ call })),
  );
  await untilQuiet(world);
  const after = await standings(world, shop.shopId);
  for (const ahead of after) {
    const got = ahead.open - before.find(({ id }) => id === ahead.id)!.open;
    for (const behind of after) {
      if (got > 0 && behind.ready && scoreOf(ahead, -1) > scoreOf(behind, 0))
        throw new Contradiction(
          '8',
          `${JSON.stringify(ahead)} leads ${JSON.stringify(behind)} by more than a chat`,
        );
    }
  }
  await judge(world, true);
}

/** The agent's score, with `more` chats. */
function scoreOf({ mode, open, capacity, base, dealt }: Standing, more: number): number {
  const policy = mode === 'equal' ? equal : lowestWorkload;
  return policy.score({ open: open + more, capacity, base, dealt: dealt + more });
}

function byTurn(a: Standing, b: Standing): number {
  return scoreOf(a, 0) - scoreOf(b, 0) || a.last_seq - b.last_seq || (a.id < b.id ? -1 : 1);
}

async function standings(world: World, shopId: string): Promise<Standing[]> {
  const { rows } = await world.lab.client.query(
    `select agent.id, open_count as open, capacity, base::float8, dealt::float8, last_seq::float8, mode,
            availability = 0 and open_count < capacity as ready
       from agent join shop on shop.id = agent.shop_id where shop_id = $1`,
    [shopId],
  );
  return rows as Standing[];
}
