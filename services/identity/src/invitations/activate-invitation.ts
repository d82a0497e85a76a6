import { Injectable } from '@nestjs/common';
import { memberState, userActor } from '@switchboard/contracts';
import { invalid, invalidInput, problem, type InputError } from '@switchboard/http';
import { Outbox, stateEvent } from '@switchboard/messaging';
import { statement, TransactionRunner, type Transaction } from '@switchboard/persistence';
import { AuditTrail } from '../audit/audit-trail.js';
import { Links } from '../links/links.js';
import { People, type PersonRow } from '../people/people.js';
import { Sessions, type SessionCredentials } from '../sessions/sessions.js';
import { lockMemberRecord, memberStateOf, readMemberRecord } from '../users/member-record.js';

/** What the person behind a link sends; the password is hashed before the transaction begins. */
export interface Activation {
  token: string;
  passwordHash?: string;
  displayName?: string;
}

/** The membership that has become active, and its first session. */
export interface Activated {
  accountId: string;
  userId: string;
  credentials: SessionCredentials;
}

const activateMember = statement(
  'activate.member',
  `update membership set status = 'active', activated_at = switchboard_now(), version = version + 1,
     access_version = access_version + 1, access_changed_at = switchboard_now()
   where account_id = $1 and user_id = $2`,
);

/**
 * Accepts an invitation, in one transaction: link, person, member, session. Of two calls with one link one
 * wins. The member is published from here on.
 */
@Injectable()
export class ActivateInvitation {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly links: Links,
    private readonly people: People,
    private readonly outbox: Outbox,
    private readonly sessions: Sessions,
    private readonly audit: AuditTrail,
  ) {}

  run(activation: Activation): Promise<Activated> {
    return this.transactions.run(async (tx) => {
      const link = await this.links.use(tx, 'invitation', activation.token);
      const accountId = link.account_id!;
      const userId = link.user_id!;
      const personId = await this.people.idOf(tx, accountId, userId);
      const person = await this.people.lock(tx, personId);
      const invited = await lockMemberRecord(tx, accountId, userId);
      if (invited?.status !== 'pending') throw problem('not_found');
      refuseIncomplete(person, activation);
      await this.people.complete(tx, personId, { ...activation, language: invited.invited_language });
      await this.join(tx, accountId, userId);
      const credentials = await this.sessions.open(tx, { accountId, userId, personId });
      return { accountId, userId, credentials };
    });
  }

  private async join(tx: Transaction, accountId: string, userId: string): Promise<void> {
    await tx.query(activateMember, [accountId, userId]);
    const member = (await readMemberRecord(tx, accountId, userId))!;
    const actor = userActor(userId);
    await this.outbox.append(tx, [stateEvent(memberState, memberStateOf(member, actor))]);
    await this.audit.record(tx, {
      accountId,
      actor,
      action: 'user.joined',
      target: { kind: 'user', id: userId },
      before: { status: 'pending' },
      after: { status: 'active' },
    });
  }
}

/** A new person sets name and password; one who has a password only confirms. */
function refuseIncomplete(person: PersonRow, { passwordHash, displayName }: Activation): void {
  if (person.password_hash !== null) {
    if (passwordHash === undefined) return;
    throw invalidInput('password', 'not_allowed', 'This person has a password already: confirming is enough');
  }
  const errors: InputError[] = [];
  if (passwordHash === undefined) errors.push(required('password'));
  if (displayName === undefined && person.display_name === null) errors.push(required('displayName'));
  if (errors.length > 0) throw invalid(errors);
}

const required = (path: string): InputError => ({
  path,
  code: 'required',
  message: 'This field is required',
});
