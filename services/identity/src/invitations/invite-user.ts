import { Injectable } from '@nestjs/common';
import { userActor } from '@switchboard/contracts';
import { problem, type UserActor } from '@switchboard/http';
import { statement, TransactionRunner, type Transaction } from '@switchboard/persistence';
import { canonicalLanguage } from '@switchboard/text';
import { v7 as uuidv7 } from 'uuid';
import { AuditTrail } from '../audit/audit-trail.js';
import { People } from '../people/people.js';
import { replaceShops } from '../users/member-shops.js';
import { readMemberRecord, type MemberRecord, type MemberStatus } from '../users/member-record.js';
import { resolveRights } from '../users/user-policy.js';
import type { NewUserDto } from './invitation.dto.js';
import { InvitationMails } from './invitation-mails.js';

const lockMembership = statement(
  'invite.lock-membership',
  `select user_id, status from membership where account_id = $1 and person_id = $2 for no key update`,
);
const insertMembership = statement(
  'invite.insert',
  `insert into membership (user_id, account_id, person_id, email, role, advanced, all_shops, status, invited_language, invited_by)
   values ($1, $2, $3, $4, $5, $6, $7, 'pending', $8, $9)`,
);
// The same person again: the same userId, whose versions go on.
const reviveMembership = statement(
  'invite.revive',
  `update membership set email = $3, role = $4, advanced = $5, all_shops = $6, status = 'pending',
     invited_language = $7, invited_by = $8, invited_at = switchboard_now(), activated_at = null, last_used_at = null,
     version = version + 1, access_version = access_version + 1, access_changed_at = switchboard_now()
   where account_id = $1 and user_id = $2`,
);

/**
 * "After submitting, the system will send an activation confirmation email to the email address of this account.
 * This account needs to confirm by clicking the activation link in the email within 120 hours."
 */
@Injectable()
export class InviteUser {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly people: People,
    private readonly mails: InvitationMails,
    private readonly audit: AuditTrail,
  ) {}

  run(actor: UserActor, request: NewUserDto): Promise<MemberRecord> {
    const rights = resolveRights(request);
    const language = canonicalLanguage(request.language)!;
    return this.transactions.run(async (tx) => {
      const person = await this.people.claim(tx, request.email);
      await this.people.discardPendingPasswords(tx, request.email);
      const userId = await this.join(tx, actor, person.person_id, { ...request, ...rights, language });
      await replaceShops(tx, actor.accountId, userId, rights.shopAccess);
      await this.mails.send(tx, actor.accountId, userId);
      await this.audit.record(tx, {
        accountId: actor.accountId,
        actor: userActor(actor.userId),
        action: 'user.invited',
        target: { kind: 'user', id: userId },
        before: null,
        after: { email: request.email, language, ...rights },
      });
      return (await readMemberRecord(tx, actor.accountId, userId))!;
    });
  }

  private async join(
    tx: Transaction,
    { accountId, userId: invitedBy }: UserActor,
    personId: string,
    wanted: Required<NewUserDto>,
  ): Promise<string> {
    const { email, role, advanced, shopAccess, language } = wanted;
    const typed = [email, role, advanced, shopAccess === 'all'];
    const [known] = await tx.query<{ user_id: string; status: MemberStatus }>(lockMembership, [
      accountId,
      personId,
    ]);
    if (!known) {
      const userId = uuidv7();
      await tx.query(insertMembership, [userId, accountId, personId, ...typed, language, invitedBy]);
      return userId;
    }
    if (known.status === 'pending') throw problem('user.already_invited');
    if (known.status !== 'deleted') throw problem('user.already_member');
    await tx.query(reviveMembership, [accountId, known.user_id, ...typed, language, invitedBy]);
    return known.user_id;
  }
}
