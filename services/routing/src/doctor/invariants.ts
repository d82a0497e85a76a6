import type { Invariant } from './invariant.js';

const rowsWereEdited =
  'Rows were written past the SQL functions: find out by whom, and restore the shop from a backup if needed.';
const report = 'A defect of the engine: keep the output and the log of the last hour.';
const recount = 'Correct open_count to the counted number in one update with version = version + 1.';

/**
 * The invariants of the engine, as far as rows can show them; number 5 compares two stores and stands in
 * `compare-pool.ts`, and 4's switch and 9's bound of 100 leave no trace in rows: tests see to those.
 */
export const invariants: readonly Invariant[] = [
  {
    number: 1, name: 'messages-have-a-chat', scope: 'messages', holds: 'always',
    meaning: 'every message belongs to a chat of its shop', advice: rowsWereEdited,
  },
  {
    number: 1, name: 'one-chat-per-customer', scope: 'chats', holds: 'always',
    meaning: 'a customer has one chat with a shop', advice: rowsWereEdited,
  },
  {
    number: 1, name: 'threads-complete', scope: 'chats', holds: 'always',
    meaning: 'a chat’s messages are numbered from 1 to its last, without gap or double', advice: rowsWereEdited,
  },
  {
    number: 2, name: 'open-count', scope: 'agents', holds: 'always',
    meaning: 'open_count is the number of the agent’s assigned chats', advice: recount,
  },
  {
    number: 2, name: 'holder-known', scope: 'chats', holds: 'always',
    meaning: 'an assigned chat has one agent of its shop, the one whom its last decision names; a queued one has none',
    advice: rowsWereEdited,
  },
  {
    number: 3, name: 'automatic-below-capacity', scope: 'chats', holds: 'always',
    meaning: 'an automatic assignment found its agent below capacity', advice: report,
  },
  {
    number: 4, name: 'lost-agents-hold-nothing', scope: 'agents', holds: 'at rest',
    meaning: 'an agent who is deactivated, deleted or lost the shop has no open chat',
    advice: 'The sweep requeues them within seconds: see that a routing process runs and is ready.',
  },
  {
    number: 6, name: 'events-follow-rows', scope: 'suite', holds: 'always',
    meaning: 'every change of a chat has its event, versions go up one by one and end where the chat stands',
    advice: report,
  },
  {
    number: 7, name: 'queue-is-served', scope: 'shop', holds: 'at rest',
    meaning: 'no chat waits while an eligible agent is below capacity',
    advice: 'The sweep serves it within 3 s: see that a routing process runs and is ready.',
  },
  {
    number: 7, name: 'nobody-overtaken', scope: 'chats', holds: 'always',
    meaning: 'no automatic assignment passed over an older chat that is still waiting', advice: report,
  },
  {
    number: 8, name: 'fair-shares', scope: 'shop', holds: 'run',
    meaning: 'in a run of arrivals no agent leads an eligible one by more than one chat of their own', advice: report,
  },
  {
    number: 9, name: 'moves-follow-each-other', scope: 'chats', holds: 'always',
    meaning: 'a chat is taken only from the agent to whom the version before gave it', advice: report,
  },
  {
    number: 10, name: 'capacity-in-bounds', scope: 'agents', holds: 'always',
    meaning: 'capacity is 1 to 999, and no agent holds more than 999 chats', advice: rowsWereEdited,
  },
]; // prettier-ignore

/** What other tables of routing have to say alike. */
export const agreements: readonly Invariant[] = [
  {
    name: 'agents-follow-members', scope: 'agents', holds: 'always',
    meaning: 'an agent is active exactly where their member state is active and has the shop', advice: rowsWereEdited,
  },
  {
    name: 'agents-follow-settings', scope: 'agents', holds: 'always',
    meaning: 'presence is required of an agent exactly where the shop’s settings say so', advice: rowsWereEdited,
  },
  {
    name: 'presence-agrees', scope: 'agents', holds: 'at rest',
    meaning: 'where presence counts, an agent is online for the engine exactly if routing.agents.v1 says so',
    advice: 'The recount repairs it within 15 s: see that a routing process runs and is ready.',
  },
  {
    name: 'loads-told', scope: 'agents', holds: 'at rest',
    meaning: 'routing.agents.v1 has every agent’s open chats',
    advice: 'The recount repairs it within 15 s: see that a routing process runs and is ready.',
  },
]; // prettier-ignore

/** The check of that name. */
export function invariantNamed(name: string): Invariant {
  const found = [...invariants, ...agreements].find((invariant) => invariant.name === name);
  if (!found) throw new Error(`there is no invariant ${name}`);
  return found;
}
