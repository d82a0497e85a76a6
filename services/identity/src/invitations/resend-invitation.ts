import { Injectable } from '@nestjs/common';
import { userActor } from '@switchboard/contracts';
import { problem, type UserActor } from '@switchboard/http';
import { TransactionRunner } from '@switchboard/persistence';
import { AuditTrail } from '../audit/audit-trail.js';
import { lockMemberRecord, readMemberRecord, type MemberRecord } from '../users/member-record.js';
import { InvitationMails } from './invitation-mails.js';

/** A new link, a fresh 120 h; the old link is dead. Also for an invitation that has expired. */
@Injectable()
export class ResendInvitation {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly mails: InvitationMails,
    private readonly audit: AuditTrail,
  ) {}

  run(actor: UserActor, userId: string): Promise<MemberRecord> {
    const { accountId } = actor;
    return this.transactions.run(async (tx) => {
      const member = await lockMemberRecord(tx, accountId, userId);
      if (!member || member.status === 'deleted') throw problem('not_found');
      if (member.status !== 'pending') throw problem('user.already_member');
      await this.mails.send(tx, accountId, userId);
      await this.audit.record(tx, {
        accountId,
        actor: userActor(actor.userId),
        action: 'invitation.resent',
        target: { kind: 'user', id: userId },
        before: null,
        after: null,
      });
      return (await readMemberRecord(tx, accountId, userId))!;
    });
  }
}
