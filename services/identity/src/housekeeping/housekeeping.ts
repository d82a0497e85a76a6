import { Injectable } from '@nestjs/common';
import { RepeatingJobs } from '@switchboard/chassis';
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

/** Deletes, once an hour, what is not kept any longer. */
@Injectable()
export class Housekeeping {
  constructor(
    private readonly database: Database,
    jobs: RepeatingJobs,
  ) {
    jobs.add({ name: 'housekeeping', everyMs: lookEveryMs, runsAtStart: true, run: () => this.look() });
  }

  /** Cleans if no process has done so within the hour. */
  private async look(): Promise<void> {
    if ((await this.database.query(takeTurn)).length > 0) await this.clean();
  }

  /** Deletes what is due. */
  async clean(): Promise<void> {
    for (const deletion of deletions) await this.database.query(deletion);
  }
}
