import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, RepeatingJobs } from '@switchboard/chassis';
import { Database, statement } from '@switchboard/persistence';
import type { TranslationEnvironment } from '../environment.js';
import { TranslationCache } from '../translating/translation-cache.js';

/** "A cache (30 days unused)." */
const CACHE_DAYS = 30;
const EVERY_MS = 60 * 60_000;

const forgetChats = statement(
  'housekeeping_chats',
  `delete from chat where id = any(array(
     select id from chat where last_message_at < switchboard_now() - make_interval(days => $1) limit 200)) returning 1`,
);

/** Once an hour removes, in small batches, what is not to be kept any longer. Two processes at once do no harm. */
@Injectable()
export class Housekeeping {
  constructor(
    private readonly database: Database,
    private readonly cache: TranslationCache,
    @Inject(ENVIRONMENT)
    private readonly environment: Pick<TranslationEnvironment, 'MESSAGE_RETENTION_DAYS'>,
    jobs: RepeatingJobs,
  ) {
    jobs.add({ name: 'housekeeping', everyMs: EVERY_MS, run: () => this.clean() });
  }

  /** Removes everything that is due. */
  async clean(): Promise<void> {
    while ((await this.cache.forgetUnused(CACHE_DAYS)) > 0);
    while ((await this.database.query(forgetChats, [this.environment.MESSAGE_RETENTION_DAYS])).length > 0);
  }
}
