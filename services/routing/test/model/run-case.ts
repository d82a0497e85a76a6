import { ShopFixture } from '../engine/shop-fixture.js';
import type { Case } from './commands.js';
import { fairArrivals } from './fair-arrivals.js';
import type { ModelLab } from './model-lab.js';
import { perform } from './perform.js';
import { rest, untilQuiet } from './rest.js';
import { takeTurns } from './take-turns.js';
import { World } from './world.js';

/** Plays the case and throws what contradicts the model; the story that the scheduler has kept says how it came to it. */
export async function runCase(lab: ModelLab, plan: Case): Promise<World> {
  await lab.reset(plan.direct);
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
    await lab.scheduler.end();
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

function describeCommand({ does, ...rest }: Case['steps'][number]['command']): string {
  return `${does} ${JSON.stringify(rest)}`;
}
