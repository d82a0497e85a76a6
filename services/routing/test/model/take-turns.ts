import type { Turn } from './commands.js';
import type { Fault, StoreCall } from './scheduler.js';
import type { World } from './world.js';

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
