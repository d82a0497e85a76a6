import type { Mailbox, Storefront, SuiteAddress } from '@switchboard/testing';
import type { Person } from './person.js';
import type { StepLog } from './step-log.js';

/** Everybody and everything the story is about; each chapter adds what the next one needs. */
export interface Story {
  address: SuiteAddress;
  log: StepLog;
  mailbox: Mailbox;
  storefront: Storefront;
  /** Makes this telling's names and addresses unlike any other's. */
  tag: string;
  owner: Person;
  /** Answers in Spanish; maximum capacity 2. */
  sofia: Person;
  /** Answers in English; maximum capacity 10. */
  emma: Person;
  admin: Person;
  accountId: string;
  shopId: string;
  apiKey: string;
  /** Chats by the customer who opened them. */
  chats: Map<string, string>;
}
