import { Injectable } from '@nestjs/common';
import { problem } from '@switchboard/http';
import { statement, type Queryable } from '@switchboard/persistence';
import { v7 as uuidv7 } from 'uuid';
import { emailKey } from './email-address.js';

/** A human, never visible across accounts. `language` is null until they have joined an account. */
export interface PersonRow {
  person_id: string;
  email: string;
  display_name: string | null;
  language: string | null;
  password_hash: string | null;
}

/** What a person brings when they join an account. */
export interface PersonParts {
  passwordHash?: string | null;
  displayName?: string | null;
  language: string | null;
}

const columns = 'person_id, email, display_name, language, password_hash';

const insertPerson = statement(
  'person.insert',
  `insert into person (person_id, email, email_key) values ($1, $2, $3) on conflict (email_key) do nothing`,
);
const lockByEmail = statement(
  'person.lock-by-email',
  `select ${columns} from person where email_key = $1 for no key update`,
);
const lockById = statement(
  'person.lock',
  `select ${columns} from person where person_id = $1 for no key update`,
);

const readId = statement(
  'person.of-member',
  `select person_id from membership where account_id = $1 and user_id = $2`,
);
// What the person has stays: nothing that comes later overwrites a password, a name or a language.
const completePerson = statement(
  'person.complete',
  `update person set password_hash = coalesce(password_hash, $2), display_name = coalesce(display_name, $3),
     language = coalesce(language, $4)
   where person_id = $1 returning password_hash is null as "needsPassword"`,
);

// Once the address is proven, earlier pending sign-ups with their own passwords are void.
const discardPasswords = statement(
  'person.discard-pending-passwords',
  `update sign_up set password_hash = null where email_key = $1 and password_hash is not null and sign_up_id is distinct from $2`,
);

/** The people behind the memberships. */
@Injectable()
export class People {
  /** Finds or makes the person of an address and locks the row until the transaction ends. */
  async claim(tx: Queryable, email: string): Promise<PersonRow> {
    const key = emailKey(email);
    await tx.query(insertPerson, [uuidv7(), email, key]);
    const [person] = await tx.query<PersonRow>(lockByEmail, [key]);
    return person!;
  }

  /** Locks a person until the transaction ends. */
  async lock(tx: Queryable, personId: string): Promise<PersonRow> {
    const [person] = await tx.query<PersonRow>(lockById, [personId]);
    return person!;
  }

  /** The person behind a membership. */
  async idOf(db: Queryable, accountId: string, userId: string): Promise<string> {
    const [row] = await db.query<{ person_id: string }>(readId, [accountId, userId]);
    if (!row) throw problem('not_found');
    return row.person_id;
  }

  /** Gives a person what they do not have yet. Answers whether they still lack a password. */
  async complete(
    tx: Queryable,
    personId: string,
    { passwordHash, displayName, language }: PersonParts,
  ): Promise<boolean> {
    const values = [personId, passwordHash ?? null, displayName ?? null, language];
    return (await tx.query<{ needsPassword: boolean }>(completePerson, values))[0]!.needsPassword;
  }

  /**
   * A sign-up's password does not count before the address is proven: a later sign-up or invitation for that
   * address discards it. `except` is the sign-up that has just come.
   */
  async discardPendingPasswords(tx: Queryable, email: string, except?: string): Promise<void> {
    await tx.query(discardPasswords, [emailKey(email), except ?? null]);
  }
}
