import { Inject, Injectable, Logger } from '@nestjs/common';
import { RepeatingJobs, type RepeatingJob } from '@switchboard/chassis';
import { statement, TransactionRunner } from '@switchboard/persistence';
import { MessagingSettings } from '../messaging-settings.js';
import { errorFacts } from '../retry/error-facts.js';
import { STATE_SOURCES, type StateSource } from './state-source.js';

const pageSize = 500;
/** With this many events waiting for Kafka, the next page waits too. */
const backlogLimit = 2_000;

/** First due at the next night, at an hour of the topic's own so that they do not all begin at once. */
const know = statement(
  'state_republish_know',
  `insert into state_republish (topic, due_at)
   select $1, date_trunc('day', switchboard_now()) + interval '1 day 2 hours'
     + make_interval(mins => (hashtext($1) & 127))
   on conflict do nothing`,
);
const take = statement(
  'state_republish_take',
  `select stopped_at from state_republish
   where topic = $1 and due_at <= switchboard_now()
     and (select count(*) from (select from outbox where published_at is null limit $2) as waiting) < $2
   for update skip locked`,
);
const goOn = statement(
  'state_republish_go_on',
  'update state_republish set stopped_at = $2 where topic = $1',
);
const finish = statement(
  'state_republish_finish',
  `update state_republish set stopped_at = null, finished_at = switchboard_now(),
     due_at = due_at + (floor(extract(epoch from switchboard_now() - due_at) / 86400) + 1) * interval '1 day'
   where topic = $1`,
);

/**
 * Publishes every state of this service's compacted topics again, nightly and on request: whatever went wrong with a
 * record, the topic is right by the next morning. Page by page, each in a transaction that remembers where it
 * stopped, so any process continues where another one stopped.
 */
@Injectable()
export class StateRepublisher {
  private readonly logger = new Logger(StateRepublisher.name);
  private readonly job: RepeatingJob;
  private behind = false;

  constructor(
    @Inject(STATE_SOURCES) private readonly sources: readonly StateSource[],
    private readonly transactions: TransactionRunner,
    settings: MessagingSettings,
    jobs: RepeatingJobs,
  ) {
    this.job = jobs.add({
      name: 'republish states',
      everyMs: () => (this.behind ? 10 : settings.stateRoundMs),
      runsAtStart: true,
      startsItself: false,
      stopsIn: 'intake',
      run: () => this.pages(),
    });
  }

  start(): void {
    if (this.sources.length > 0) this.job.start();
  }

  /** One page of each topic. */
  private async pages(): Promise<void> {
    let worked = false;
    for (const source of this.sources) worked = (await this.page(source)) || worked;
    this.behind = worked;
  }

  /** Answers true when there was something to do. */
  private async page(source: StateSource): Promise<boolean> {
    const { topic } = source;
    try {
      return await this.transactions.run(async (tx) => {
        await tx.query(know, [topic]);
        const [due] = await tx.query<{ stopped_at: string | null }>(take, [topic, backlogLimit]);
        if (!due) return false;
        const stoppedAt = await source.appendPage(tx, due.stopped_at ?? undefined, pageSize);
        await (stoppedAt === undefined ? tx.query(finish, [topic]) : tx.query(goOn, [topic, stoppedAt]));
        if (stoppedAt === undefined) this.logger.log({ topic }, 'every state is published again');
        return true;
      });
    } catch (error) {
      this.logger.warn({ topic, ...errorFacts(error) }, 'states could not be published again; trying later');
      return false;
    }
  }
}
