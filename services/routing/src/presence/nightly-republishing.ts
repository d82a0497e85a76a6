import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ShutdownSequence } from '@switchboard/chassis';
import { Database, statement } from '@switchboard/persistence';
import { RepublishLoads } from './republish-loads.js';

const lookEveryMs = 10 * 60_000;

/** One process of all takes the night's turn; the first start only notes the time. */
const takeTurn = statement(
  'nightly_turn',
  `insert into nightly_turn as turn (task, taken_at) values ($1, switchboard_now())
   on conflict (task) do update set taken_at = excluded.taken_at
   where turn.taken_at < excluded.taken_at - interval '24 hours'
   returning xmax <> 0 as due`,
);

/** Publishes every state once a day, so that no older record stays the last one of its key for long. */
@Injectable()
export class NightlyRepublishing implements OnApplicationBootstrap {
  private readonly logger = new Logger(NightlyRepublishing.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly republish: RepublishLoads,
    private readonly shutdown: ShutdownSequence,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), lookEveryMs);
    this.timer.unref();
    this.shutdown.on('intake', 'nightly republishing', () => clearInterval(this.timer));
  }

  /** Publishes where it is due; answers how many states. */
  async look(): Promise<number> {
    try {
      const [turn] = await this.database.query<{ due: boolean }>(takeTurn, ['republish_loads']);
      if (!turn?.due) return 0;
      const published = await this.republish.run();
      this.logger.log({ published }, 'published every state again');
      return published;
    } catch (error) {
      this.logger.warn({ err: error }, 'publishing every state again failed; the next day does it');
      return 0;
    }
  }
}
