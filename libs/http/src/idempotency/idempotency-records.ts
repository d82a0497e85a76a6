import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database, statement, type Queryable } from '@switchboard/persistence';
import { problem } from '../problems/problem.js';
import { fingerprintOf, hashKey, openAnswer, sealAnswer, type StoredAnswer } from './sealed-answer.js';

/** How long an answer is kept, and how long a silent worker is believed to be at work. */
const keptHours = 24;
const heldSeconds = 30;
const waitMs = 10_000;

const claim = statement(
  'idempotency_claim',
  `insert into idempotency_record as r (caller, key_hash, fingerprint, holder, held_until)
   values ($1, $2, $3, $4, switchboard_now() + make_interval(secs => $5))
   on conflict (caller, key_hash) do update set
     fingerprint = excluded.fingerprint, holder = excluded.holder, held_until = excluded.held_until,
     answer = null, created_at = switchboard_now()
   where r.created_at < switchboard_now() - make_interval(hours => $6)
      or (r.answer is null and r.held_until < switchboard_now() and r.fingerprint = excluded.fingerprint)
   returning 1`,
);

const read = statement(
  'idempotency_read',
  'select fingerprint, answer from idempotency_record where caller = $1 and key_hash = $2',
);

const finish = statement(
  'idempotency_finish',
  `update idempotency_record set answer = $4 where caller = $1 and key_hash = $2 and holder = $3 and answer is null
   returning 1`,
);

const release = statement(
  'idempotency_release',
  'delete from idempotency_record where caller = $1 and key_hash = $2 and holder = $3 and answer is null',
);

/** One request with an Idempotency-Key. */
export interface KeyedRequest {
  caller: string;
  key: string;
  method: string;
  url: string;
  body: unknown;
}

/** A claimed key: this process does the work and stores or releases. */
export interface Claim {
  /** Stores the answer; inside the work's own transaction when `q` is one. False: another process took the claim over. */
  store(q: Queryable, answer: StoredAnswer): Promise<boolean>;
  /** The work failed and changed nothing: the key may be used again. */
  release(): Promise<void>;
}

/** The table of first answers. */
@Injectable()
export class IdempotencyRecords {
  constructor(private readonly database: Database) {}

  /**
   * Claims the key, or answers what the first request with it was answered, waiting for one that is still at
   * work. Throws `idempotency.key_reused` when the key was used for another request.
   */
  async begin(request: KeyedRequest): Promise<{ claim: Claim } | { replay: StoredAnswer }> {
    const { caller, key, method, url, body } = request;
    const id = [caller, hashKey(key)] as const;
    const fingerprint = fingerprintOf(method, url, body);
    const holder = randomUUID();
    const giveUp = performance.now() + waitMs;
    for (let pause = 10; ; pause = Math.min(pause * 2, 250)) {
      const claimed = await this.database.query(claim, [...id, fingerprint, holder, heldSeconds, keptHours]);
      if (claimed.length > 0) return { claim: this.claimOf(request, id, holder) };
      const [record] = await this.database.query<{ fingerprint: string; answer: Buffer | null }>(read, id);
      if (record && record.fingerprint !== fingerprint) throw problem('idempotency.key_reused');
      if (record?.answer) return { replay: openAnswer(record.answer, caller, key) };
      if (performance.now() > giveUp) {
        throw problem('dependency.unavailable', {
          detail: 'The first request with this key is still at work.',
          retryAfterSeconds: 1,
        });
      }
      await delay(pause);
    }
  }

  /** Removes what is older than a day, a bounded number at a time; answers how many went. */
  async sweep(limit = 1000): Promise<number> {
    const rows = await this.database.query(
      `delete from idempotency_record where ctid = any(array(
         select ctid from idempotency_record
         where created_at < switchboard_now() - make_interval(hours => $1) limit $2))
       returning 1`,
      [keptHours, limit],
    );
    return rows.length;
  }

  private claimOf({ caller, key }: KeyedRequest, id: readonly [string, string], holder: string): Claim {
    return {
      store: async (q, answer) =>
        (await q.query(finish, [...id, holder, sealAnswer(answer, caller, key)])).length > 0,
      release: async () => {
        await this.database.query(release, [...id, holder]);
      },
    };
  }
}
