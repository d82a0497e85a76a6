import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ShutdownSequence } from '@switchboard/chassis';
import { Database, statement } from '@switchboard/persistence';

const lookEveryMs = 10 * 60_000;

// One process of all takes the turn.
const takeTurn = statement(
  'housekeeping.take-turn',
  `insert into maintenance as turn (task, last_run_at) values ('clean', switchboard_now())
   on conflict (task) do update set last_run_at = excluded.last_run_at
   where turn.last_run_at <= excluded.last_run_at - interval '1 hour'
   returning task`,
);

/** What is deleted when, each in one statement. */
const deletions = [
  // "After 120 h it is removed": an unverified account whose link has expired.
  `delete from sign_up s where not exists (
     select from link l where l.sign_up_id = s.sign_up_id and l.used_at is null and switchboard_now() < l.expires_at)`,
  // An invitation stays on the list as expired until it is sent again or revoked.
  `delete from link where expires_at < switchboard_now() - interval '30 days' and (kind <> 'invitation' or used_at is not null)`,
  `delete from mail_job where done_at < switchboard_now() - interval '7 days'`,
  `delete from refresh_token where expires_at < switchboard_now() or rotated_at < switchboard_now() - interval '7 days'`,
  `delete from session s where s.ended_at < switchboard_now() - interval '30 days'
     or not exists (select from refresh_token t where t.session_id = s.session_id)`,
  `delete from audit_entry where occurred_at < switchboard_now() - interval '400 days'`,
];

/** Once an hour what has had its time goes. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap {
  private readonly logger = new Logger(Housekeeping.name);
  private timer?: NodeJS.Timeout;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly shutdown: ShutdownSequence,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => (this.running = this.look()), lookEveryMs);
    this.timer.unref();
    this.running = this.look();
    this.shutdown.on('work', 'housekeeping', async () => {
      clearInterval(this.timer);
      await this.running;
    });
  }

  /** Does what is due. */
  async look(): Promise<void> {
    try {
      if ((await this.database.query(takeTurn)).length > 0) await this.clean();
    } catch (error) {
      this.logger.warn({ err: error }, 'housekeeping failed; the next turn does it');
    }
  }

  /** Removes what has had its time. */
  async clean(): Promise<void> {
    for (const deletion of deletions) await this.database.query(deletion);
  }
}
