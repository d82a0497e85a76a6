import { Injectable, Logger } from '@nestjs/common';
import { Metrics, RepeatingJobs, type RepeatingJob } from '@switchboard/chassis';
import { Database, statement } from '@switchboard/persistence';
import type { Counter } from 'prom-client';
import { MailQueue } from './mail-queue.js';
import { UnsafeMailError } from './mail-transport.js';
import type { MailJob } from './prepare-link.js';
import { SendMail } from './send-mail.js';

const pollMs = 1_000;
const atOnce = 4;

// The next attempt is written before the first one begins: a process that dies leaves the mail to another in a minute.
const claim = statement(
  'mail.claim',
  `update mail_job set attempts = attempts + 1, next_attempt_at = switchboard_now() + interval '1 minute'
   where mail_id in (
     select mail_id from mail_job where done_at is null and next_attempt_at <= (select switchboard_now())
     order by next_attempt_at limit $1 for update skip locked)
   returning mail_id, kind, link_id, email_key, attempts, created_at`,
);
const finish = statement(
  'mail.finish',
  `update mail_job set done_at = switchboard_now(), outcome = $2, last_error = $3 where mail_id = $1`,
);
const postpone = statement(
  'mail.postpone',
  `update mail_job set last_error = $3,
     next_attempt_at = switchboard_now() + make_interval(secs => $2),
     done_at = case when created_at < switchboard_now() - interval '24 hours' then switchboard_now() end,
     outcome = case when created_at < switchboard_now() - interval '24 hours' then 'abandoned' end
   where mail_id = $1`,
);

/** Sends the mails that are due; one whose delivery failed is retried, more and more rarely, for a day. */
@Injectable()
export class MailSender {
  private readonly logger = new Logger(MailSender.name);
  private readonly counted: Counter<'outcome'>;
  private readonly job: RepeatingJob;

  constructor(
    private readonly database: Database,
    queue: MailQueue,
    private readonly sendMail: SendMail,
    jobs: RepeatingJobs,
    metrics: Metrics,
  ) {
    this.counted = metrics.counter('mails_total', 'Mails by outcome of the attempt', ['outcome']);
    this.job = jobs.add({ name: 'mail', everyMs: pollMs, runsAtStart: true, run: () => this.sendDue() });
    queue.onWake(() => this.job.runSoon());
  }

  private async sendDue(): Promise<void> {
    const jobs = await this.database.query<MailJob>(claim, [atOnce]);
    await Promise.all(jobs.map((job) => this.attempt(job)));
    if (jobs.length === atOnce) this.job.runSoon();
  }

  private async attempt(job: MailJob): Promise<void> {
    try {
      const outcome = await this.sendMail.run(job);
      await this.database.query(finish, [job.mail_id, outcome, null]);
      this.counted.inc({ outcome });
    } catch (error) {
      await this.failed(job, error);
    }
  }

  /** The error's code is kept and logged, not its text: a mail server's answer repeats the address. */
  private async failed(job: MailJob, error: unknown): Promise<void> {
    const code = codeOf(error);
    this.logger.warn({ mailId: job.mail_id, attempts: job.attempts, code }, 'mail delivery failed');
    this.counted.inc({ outcome: 'failed' });
    if (error instanceof UnsafeMailError) await this.database.query(finish, [job.mail_id, 'abandoned', code]);
    else await this.database.query(postpone, [job.mail_id, secondsUntilRetry(job.attempts), code]);
  }
}

/** 2 s, 4 s, 8 s, ... at most 10 minutes, each up to a half more, so that mails do not come back all at once. */
function secondsUntilRetry(attempts: number): number {
  return Math.min(2 ** Math.min(attempts, 20), 600) * (1 + Math.random() / 2);
}

function codeOf(error: unknown): string {
  const { code, responseCode } = (error ?? {}) as { code?: unknown; responseCode?: unknown };
  return [code, responseCode].filter((part) => part !== undefined).join(' ') || 'unknown';
}
