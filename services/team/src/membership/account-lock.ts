import { statement, type Queryable } from '@switchboard/persistence';

const lock = statement(
  'account_lock',
  `select pg_advisory_xact_lock(hashtextextended('team.account:' || $1, 0))`,
);

/**
 * Members and shops come on two topics and an agent is made where both are known: without one lock per account, two
 * transactions would each miss what the other is about to commit, and the agent would not be made.
 */
export async function lockAccount(tx: Queryable, accountId: string): Promise<void> {
  await tx.query(lock, [accountId]);
}
