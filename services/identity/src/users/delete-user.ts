import { Injectable } from '@nestjs/common';
import type { UserActor } from '@switchboard/http';
import { Links } from '../links/links.js';
import { MemberChanges, type ChangedMember } from './member-changes.js';
import { assertMayChange } from './user-policy.js';

/**
 * "Once deleted, the user can no longer use the account or password to log in." The row stays, so that the
 * same person invited again is the same user. A repeat answers the same and writes the marks again.
 */
@Injectable()
export class DeleteUser {
  constructor(
    private readonly changes: MemberChanges,
    private readonly links: Links,
  ) {}

  run(actor: UserActor, userId: string): Promise<ChangedMember> {
    return this.changes.apply(actor, userId, 'user.deleted', async (member, tx) => {
      assertMayChange(actor, member);
      await this.links.revoke(tx, 'invitation', { accountId: actor.accountId, userId });
      return { status: 'deleted' };
    });
  }
}
