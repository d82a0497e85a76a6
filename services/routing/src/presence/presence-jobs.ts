import { Injectable } from '@nestjs/common';
import { RepeatingJobs } from '@switchboard/chassis';
import { CaughtUp } from '@switchboard/messaging';
import { ShopRanges } from '../assignment/shop-ranges.js';
import { AgentLoads } from './agent-loads.js';
import { PresenceWatch } from './presence-watch.js';

const watchEveryMs = 1_000;
const recountEveryMs = 15_000;

/**
 * What one process does for the shops that it leads: finding who went offline, and marks that died with their
 * process. Like the engine it begins once the state topics are read: a process that leads a shop also has to serve it.
 */
@Injectable()
export class PresenceJobs {
  constructor(
    watch: PresenceWatch,
    loads: AgentLoads,
    ranges: ShopRanges,
    caughtUp: CaughtUp,
    jobs: RepeatingJobs,
  ) {
    const startsAfter = () => caughtUp.whenReached();
    jobs.add({
      name: 'presence watch',
      everyMs: watchEveryMs,
      startsAfter,
      run: async () => watch.look(await ranges.owned()),
    });
    jobs.add({
      name: 'recount loads of agents',
      everyMs: recountEveryMs,
      startsAfter,
      run: async () => loads.recount(await ranges.owned()),
    });
  }
}
