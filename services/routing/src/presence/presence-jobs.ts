import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ShutdownSequence } from '@switchboard/chassis';
import { CaughtUp } from '@switchboard/messaging';
import { Repeating } from '../assignment/repeating.js';
import { ShopRanges } from '../assignment/shop-ranges.js';
import { AgentLoads } from './agent-loads.js';
import { PresenceWatch } from './presence-watch.js';

const watchEveryMs = 1_000;
const recountEveryMs = 15_000;

/**
 * What one process does for the shops that it leads: finding who went offline, and marks that died with their
 * process. Like the engine it begins once the state topics are read: whoever leads a shop also has to serve it.
 */
@Injectable()
export class PresenceJobs implements OnApplicationBootstrap {
  private readonly timers: Repeating[];

  constructor(
    watch: PresenceWatch,
    loads: AgentLoads,
    ranges: ShopRanges,
    private readonly caughtUp: CaughtUp,
    shutdown: ShutdownSequence,
  ) {
    this.timers = [
      new Repeating('presence watch', watchEveryMs, async () => watch.look(await ranges.owned())),
      new Repeating('recount loads of agents', recountEveryMs, async () =>
        loads.recount(await ranges.owned()),
      ),
    ];
    shutdown.on('work', 'presence of agents', async () => {
      await Promise.all(this.timers.map((timer) => timer.stop()));
    });
  }

  onApplicationBootstrap(): void {
    void this.caughtUp.whenReached().then(() => this.timers.forEach((timer) => timer.start()));
  }
}
