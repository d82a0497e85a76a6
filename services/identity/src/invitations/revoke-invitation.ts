import { Injectable } from '@nestjs/common';
import { problem, type UserActor } from '@switchboard/http';
import { Links } from '../links/links.js';
import { MemberChanges } from '../users/member-changes.js';

/** Takes an invitation back; its link answers 404 from now on. */
@Injectable()
export class RevokeInvitation {
  constructor(
    private readonly changes: MemberChanges,
    private readonly links: Links,
  ) {}

  async run(actor: UserActor, userId: string): Promise<void> {
    await this.changes.apply(actor, userId, 'invitation.revoked', async (member, tx) => {
      if (member.status === 'deleted') throw problem('not_found');
      if (member.status !== 'pending') throw problem('user.already_member');
      await this.links.revoke(tx, 'invitation', { accountId: actor.accountId, userId });
      return { status: 'deleted' };
    });
  }
}
