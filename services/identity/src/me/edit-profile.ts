import { Injectable } from '@nestjs/common';
import { memberState, userActor } from '@switchboard/contracts';
import type { UserActor } from '@switchboard/http';
import { Outbox, stateEvent } from '@switchboard/messaging';
import { statement, TransactionRunner, type Transaction } from '@switchboard/persistence';
import { canonicalLanguage } from '@switchboard/text';
import { AuditTrail } from '../audit/audit-trail.js';
import { People, type PersonRow } from '../people/people.js';
import { memberStateOf, readMemberRecord } from '../users/member-record.js';
import type { ProfileChangesDto } from './me.dto.js';

interface MembershipRow {
  account_id: string;
  user_id: string;
}

const updatePerson = statement(
  'profile.update',
  `update person set display_name = $2, language = $3 where person_id = $1`,
);
// Name and language are no rights: the version rises, the access version does not, and no token is outdated.
const raiseVersions = statement(
  'profile.raise-versions',
  `with members as (
     select user_id from membership where person_id = $1 and status in ('active', 'deactivated')
     order by user_id for no key update)
   update membership m set version = version + 1 from members where m.user_id = members.user_id
   returning m.account_id, m.user_id`,
);

/** A person's name and language, which each of their accounts shows. */
@Injectable()
export class EditProfile {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly people: People,
    private readonly outbox: Outbox,
    private readonly audit: AuditTrail,
  ) {}

  async run(actor: UserActor, changes: ProfileChangesDto): Promise<void> {
    await this.transactions.run(async (tx) => {
      const person = await this.people.lock(tx, await this.people.idOf(tx, actor.accountId, actor.userId));
      const displayName = changes.displayName ?? person.display_name;
      const language =
        changes.language === undefined ? person.language : canonicalLanguage(changes.language)!;
      if (displayName === person.display_name && language === person.language) return;
      await tx.query(updatePerson, [person.person_id, displayName, language]);
      for (const member of await tx.query<MembershipRow>(raiseVersions, [person.person_id])) {
        await this.publish(tx, member, person, { displayName, language });
      }
    });
  }

  private async publish(
    tx: Transaction,
    { account_id: accountId, user_id: userId }: MembershipRow,
    before: PersonRow,
    after: Record<string, unknown>,
  ): Promise<void> {
    const actor = userActor(userId);
    const member = (await readMemberRecord(tx, accountId, userId))!;
    await this.outbox.append(tx, [stateEvent(memberState, memberStateOf(member, actor))]);
    await this.audit.record(tx, {
      accountId,
      actor,
      action: 'profile.updated',
      target: { kind: 'user', id: userId },
      before: { displayName: before.display_name, language: before.language },
      after,
    });
  }
}
