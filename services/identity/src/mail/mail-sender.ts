import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Metrics, ShutdownSequence } from '@switchboard/chassis';
import { Database, statement } from '@switchboard/persistence';
import { AsyncLocalStorage } from 'node:async_hooks';
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

/** Sends what is due, over and over; a mail server that is away is asked again, more and more rarely, for a day. */
@Injectable()
export class MailSender implements OnApplicationBootstrap {
  private readonly logger = new Logger(MailSender.name);
  private readonly counted: Counter<'outcome'>;
  /** Mails belong to no request: what a request's logs carry must not stick to those that follow. */
  private readonly detached = AsyncLocalStorage.snapshot();
  private running?: Promise<void>;
  private again = false;
  private stopped = false;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly database: Database,
    private readonly queue: MailQueue,
    private readonly sendMail: SendMail,
    private readonly shutdown: ShutdownSequence,
    metrics: Metrics,
  ) {
    this.counted = metrics.counter('mails_total', 'Mails by what became of the attempt', ['outcome']);
  }

  onApplicationBootstrap(): void {
    this.queue.onWake(() => this.wake());
    this.timer = setInterval(() => this.wake(), pollMs);
    this.shutdown.on('work', 'mail', async () => {
      this.stopped = true;
      clearInterval(this.timer);
      await this.running;
    });
  }

  private wake(): void {
    this.again = true;
    if (this.stopped) return;
    this.running ??= this.detached(() => this.drain()).finally(() => {
      this.running = undefined;
      if (this.again) this.wake();
    });
  }

  private async drain(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      try {
        const jobs = await this.database.query<MailJob>(claim, [atOnce]);
        await Promise.all(jobs.map((job) => this.attempt(job)));
        this.again ||= jobs.length === atOnce;
      } catch (error) {
        this.logger.warn({ err: error }, 'mails could not be read; they are tried again in a moment');
      }
    }
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
    this.logger.warn({ mailId: job.mail_id, attempts: job.attempts, code }, 'a mail was not taken');
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
