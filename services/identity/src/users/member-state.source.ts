import { Injectable } from '@nestjs/common';
import { memberState, membersTopic, systemActor } from '@switchboard/contracts';
import { Outbox, stateEvent, type StateSource } from '@switchboard/messaging';
import { statement, type Transaction } from '@switchboard/persistence';
import { memberStateOf, readMemberRecord } from './member-record.js';

// Who never accepted an invitation was never published.
const lockPage = statement(
  'member.lock-page',
  `select account_id, user_id from membership
   where status <> 'pending' and activated_at is not null and ($1::uuid is null or user_id > $1)
   order by user_id limit $2 for no key update`,
);

/** Every member that was ever published, for publishing them again. */
@Injectable()
export class MemberStateSource implements StateSource {
  readonly topic = membersTopic.name;

  constructor(private readonly outbox: Outbox) {}

  async appendPage(tx: Transaction, after: string | undefined, limit: number): Promise<string | undefined> {
    const rows = await tx.query<{ account_id: string; user_id: string }>(lockPage, [after ?? null, limit]);
    for (const { account_id: accountId, user_id: userId } of rows) {
      const member = (await readMemberRecord(tx, accountId, userId))!;
      await this.outbox.append(tx, [stateEvent(memberState, memberStateOf(member, systemActor))]);
    }
    return rows.length < limit ? undefined : rows.at(-1)?.user_id;
  }
}
