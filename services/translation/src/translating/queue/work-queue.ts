import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, statement, type Queryable, type Transaction } from '@switchboard/persistence';
import type { NewWork, TranslationWork } from './translation-work.js';

/** Seconds that a claim holds; a process that died loses its claims after them. */
export const CLAIM_SECONDS = 15;

const columns = `id, account_id as "accountId", shop_id as "shopId", chat_id as "chatId", message_id as "messageId",
  user_id as "userId", purpose, attempts, claim`;
const lease = `switchboard_now() + interval '${CLAIM_SECONDS} s'`;

const insert = statement(
  'work_insert',
  `insert into work (account_id, shop_id, chat_id, message_id, user_id, purpose, priority, attempts, due_at, claim, claimed_until)
   select w."accountId", w."shopId", w."chatId", w."messageId", w."userId", w.purpose, w.priority, w.attempts,
     switchboard_now() + make_interval(secs => w."delaySeconds"),
     case when w."delaySeconds" = 0 then $2::uuid end, case when w."delaySeconds" = 0 and $2 is not null then ${lease} end
   from jsonb_to_recordset($1::jsonb) as w("accountId" uuid, "shopId" uuid, "chatId" uuid, "messageId" uuid,
     "userId" uuid, purpose text, priority smallint, attempts int, "delaySeconds" double precision)
   order by w."chatId", w."userId"
   on conflict (chat_id, message_id, user_id, purpose) do update set
     claim = excluded.claim, claimed_until = excluded.claimed_until, attempts = excluded.attempts,
     due_at = least(work.due_at, excluded.due_at), priority = least(work.priority, excluded.priority)
   returning ${columns}`,
);

const claimDue = statement(
  'work_claim',
  `update work set claim = $1, claimed_until = ${lease}
   where id in (
     select id from work
     where due_at <= switchboard_now() and (claimed_until is null or claimed_until < switchboard_now())
     order by priority, due_at limit $2 for update skip locked)
   returning ${columns}, priority`,
);

const finish = statement(
  'work_finish',
  'delete from work where id = $1 and claim = $2 returning switchboard_now() as now',
);
const extend = statement(
  'work_extend',
  `update work set claimed_until = ${lease} where id = $1 and claim = $2 returning switchboard_now() as now`,
);
const postpone = statement(
  'work_postpone',
  `update work set claim = null, claimed_until = null, attempts = $3, priority = $5,
     due_at = switchboard_now() + make_interval(secs => $4) where id = $1 and claim = $2`,
);

/** Work that failed unexpectedly: retried later, up to a max number of attempts. */
const setAside = statement(
  'work_set_aside',
  `with ended as (delete from work where id = $1 and claim = $2 and attempts >= 5)
   update work set claim = null, claimed_until = null, attempts = attempts + 1,
     due_at = switchboard_now() + interval '10 s' * (attempts + 1) where id = $1 and claim = $2 and attempts < 5`,
);

/** What does the work of this process. */
export interface WorkTaker {
  /** Whether this many more can begin at once. */
  hasRoom(count: number): boolean;
  take(work: readonly TranslationWork[]): void;
}

/** Translations still to be made: enqueued in the transaction of their cause, so that a dead process loses none. */
@Injectable()
export class WorkQueue {
  private taker: WorkTaker | undefined;

  constructor(private readonly database: Database) {}

  /** From now on this process does work that it enqueued itself at once. */
  attach(taker: WorkTaker | undefined): void {
    this.taker = taker;
  }

  /** Puts work down; what is due now begins right after the commit. The same work twice is one. */
  async add(tx: Transaction, work: readonly NewWork[]): Promise<void> {
    if (work.length === 0) return;
    const { taker } = this;
    const claim = taker?.hasRoom(work.length) ? randomUUID() : null;
    const rows = work.map((one) => ({ attempts: 0, delaySeconds: 0, ...one }));
    const added = await tx.query<TranslationWork>(insert, [JSON.stringify(rows), claim]);
    const begun = added.filter((one) => one.claim !== null);
    if (begun.length > 0) tx.afterCommit(() => taker?.take(begun));
  }

  /** Claims what is due, most urgent first: left over, postponed, or enqueued by a process that was busy. */
  async claim(limit: number): Promise<TranslationWork[]> {
    const claimed = await this.database.query<TranslationWork & { priority: number }>(claimDue, [
      randomUUID(),
      limit,
    ]);
    return claimed.sort((one, other) => one.priority - other.priority);
  }

  /** In the transaction of the result: ends the work. Undefined: another process has it by now, the result must not count. */
  async finish(tx: Queryable, { id, claim }: TranslationWork): Promise<Date | undefined> {
    return (await tx.query<{ now: Date }>(finish, [id, claim]))[0]?.now;
  }

  /** The same for a part of the work: the claim holds on. */
  async extend(tx: Queryable, { id, claim }: TranslationWork): Promise<Date | undefined> {
    return (await tx.query<{ now: Date }>(extend, [id, claim]))[0]?.now;
  }

  /** Another try later. */
  async postpone(
    { id, claim }: TranslationWork,
    attempts: number,
    seconds: number,
    priority: number,
  ): Promise<void> {
    await this.database.query(postpone, [id, claim, attempts, seconds, priority]);
  }

  /** After an unforeseen failure: again a little later, a few times. */
  async setAside({ id, claim }: TranslationWork): Promise<void> {
    await this.database.query(setAside, [id, claim]);
  }
}
