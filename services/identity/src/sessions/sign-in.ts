import { Injectable } from '@nestjs/common';
import { problem } from '@switchboard/http';
import { Database, statement, TransactionRunner } from '@switchboard/persistence';
import { PasswordHasher } from '../people/password-hasher.js';
import { emailKey } from '../people/email-address.js';
import { SessionAnswer } from './session-answer.js';
import { Sessions, type SessionCredentials } from './sessions.js';
import { SignInThrottle } from './sign-in-throttle.js';
import type { SignedInDto } from './signed-in.dto.js';

/** Who wants in, from where. */
export interface Credentials {
  email: string;
  password: string;
  accountId?: string;
  /** The caller's IP address. */
  address: string;
}

interface Candidate {
  person_id: string | null;
  password_hash: string | null;
  pending_hash: string | null;
  sign_up_waits: boolean;
}

interface Choice {
  account_id: string;
  user_id: string;
}

// Always one row: an unknown address takes the same way through here as a known one.
const readCandidate = statement(
  'sign-in.candidate',
  `select p.person_id, p.password_hash, s.password_hash as pending_hash, s.sign_up_id is not null as sign_up_waits
   from (select $1::text as email_key) k
   left join person p using (email_key)
   left join lateral (
     select u.sign_up_id, u.password_hash from sign_up u join link l using (sign_up_id)
     where u.email_key = k.email_key and l.used_at is null and switchboard_now() < l.expires_at
     order by u.password_hash is null, u.created_at desc limit 1) s on true`,
);
const choose = statement(
  'sign-in.choose',
  `select account_id, user_id from membership
   where person_id = $1 and status in ('active', 'deactivated') and ($2::uuid is null or account_id = $2)
   order by last_used_at desc nulls last, status, activated_at, account_id limit 1`,
);
// Held against a password change that commits meanwhile: its end of all sessions must find this one.
const lockPassword = statement(
  'sign-in.lock-password',
  `select 1 from person where person_id = $1 and password_hash = $2 for share`,
);
const lockMember = statement(
  'sign-in.lock-member',
  `select 1 from membership where account_id = $1 and user_id = $2 and status in ('active', 'deactivated')
   for no key update`,
);

/**
 * Signs a person in to the account named, else the last used, else the oldest active one. A wrong e-mail, a
 * wrong password, a person without accounts and an account that is not theirs are one answer, with the same
 * one verification of a password behind it; a second one where a sign-up waits, known address or not.
 */
@Injectable()
export class SignIn {
  constructor(
    private readonly database: Database,
    private readonly transactions: TransactionRunner,
    private readonly hasher: PasswordHasher,
    private readonly throttle: SignInThrottle,
    private readonly sessions: Sessions,
    private readonly answer: SessionAnswer,
  ) {}

  async run({ email, password, accountId, address }: Credentials): Promise<SignedInDto> {
    const attempt = await this.throttle.admit(emailKey(email), address);
    const [candidate] = await this.database.query<Candidate>(readCandidate, [emailKey(email)]);
    const { person_id: personId, password_hash: hash, pending_hash: pendingHash, sign_up_waits } = candidate!;
    if (!(await this.hasher.verify(hash, password)) || personId === null || hash === null) {
      // A caller who signs up with another person's address and then tries that password must not learn whether it is known.
      const unverified = sign_up_waits && (await this.hasher.verify(pendingHash, password));
      throw problem(unverified ? 'account.unverified' : 'auth.invalid_credentials');
    }

    const [choice] = await this.database.query<Choice>(choose, [personId, accountId ?? null]);
    if (!choice)
      throw problem(sign_up_waits && !accountId ? 'account.unverified' : 'auth.invalid_credentials');
    const opened = await this.open(personId, hash, choice);
    if (!opened) throw problem('auth.invalid_credentials');
    await attempt.succeeded();
    return this.answer.build(choice.account_id, choice.user_id, opened);
  }

  /** Undefined when the password or the membership has changed since they were read. */
  private open(personId: string, hash: string, choice: Choice): Promise<SessionCredentials | undefined> {
    const { account_id: accountId, user_id: userId } = choice;
    return this.transactions.run(async (tx) => {
      if ((await tx.query(lockPassword, [personId, hash])).length === 0) return undefined;
      if ((await tx.query(lockMember, [accountId, userId])).length === 0) return undefined;
      return this.sessions.open(tx, { accountId, userId, personId });
    });
  }
}
