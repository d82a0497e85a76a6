import { ShopFixture } from '../engine/shop-fixture.js';
import type { Case, Turn } from './commands.js';
import { fairArrivals } from './fair-arrivals.js';
import type { ModelLab } from './model-lab.js';
import { perform } from './perform.js';
import { rest, untilQuiet } from './rest.js';
import type { Fault, StoreCall } from './scheduler.js';
import { World } from './world.js';

/** Plays the case and throws what contradicts the model; the story that the scheduler has kept says how it came to it. */
export async function runCase(lab: ModelLab, plan: Case): Promise<World> {
  await lab.reset();
  const world = new World(lab, plan);
  lab.scheduler.afterStep = () => world.observe();
  lab.clock.install();
  try {
    await populate(world);
    for (const { command, then } of plan.steps) {
      lab.scheduler.story.push(`-- ${describeCommand(command)}`);
      await perform(world, command);
      await lab.scheduler.breathe();
      await takeTurns(world, then);
    }
    lab.scheduler.story.push('-- to rest');
    await rest(world);
    lab.scheduler.story.push('-- arrivals');
    await fairArrivals(world);
    return world;
  } finally {
    await lab.scheduler.openAll().catch(() => undefined);
    lab.clock.uninstall();
  }
}

/** Shops with agents as the case describes them, made before anything can go wrong. */
async function populate(world: World): Promise<void> {
  for (const { mode, presence, agents } of world.plan.shops) {
    const creating = ShopFixture.create(world.process(0), []);
    await untilQuiet(world);
    const shop = await creating;
    world.shops.push(shop);
    for (const spec of agents) world.addAgent(world.shops.length, shop, spec);
    await untilQuiet(world);
    world.setMode(world.shops.length, shop, { mode, presence });
    await untilQuiet(world);
  }
}

/** Lets calls go on as the schedule says. */
export async function takeTurns(world: World, turns: readonly Turn[]): Promise<void> {
  for (const turn of turns) {
    if (world.problem) throw world.problem;
    const { ready } = world.lab.scheduler;
    if (ready.length === 0) return;
    const [chosen, fault] = choose(ready, turn);
    await world.lab.scheduler.step(
      chosen,
      world.plan.under === 'nets' || typeof fault === 'object' ? fault : undefined,
    );
  }
}

/** A turn that is to stop a call inside PostgreSQL takes one that can be stopped, where there is one. */
function choose(ready: readonly StoreCall[], { call, fault, pauseAt }: Turn): [StoreCall, Fault | undefined] {
  const stoppable = ready.filter(({ state, gates }) => state === 'request' && gates.length > 0);
  if (pauseAt === undefined || stoppable.length === 0) return [ready[call % ready.length]!, fault];
  return [stoppable[call % stoppable.length]!, { pauseAt }];
}

function describeCommand({ does, ...rest }: Case['steps'][number]['command']): string {
  return `${does} ${JSON.stringify(rest)}`;
}
