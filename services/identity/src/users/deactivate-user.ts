import { Injectable } from '@nestjs/common';
import { problem, type UserActor } from '@switchboard/http';
import { MemberChanges, type ChangedMember } from './member-changes.js';
import { assertMayChange } from './user-policy.js';

/** "Once deactivated, the user doesn't have permissions to the chat tool." */
@Injectable()
export class DeactivateUser {
  constructor(private readonly changes: MemberChanges) {}

  run(actor: UserActor, userId: string): Promise<ChangedMember> {
    return this.changes.apply(actor, userId, 'user.deactivated', (member) => {
      if (member.status === 'deleted') throw problem('not_found');
      assertMayChange(actor, member);
      if (member.status === 'pending') throw problem('user.not_active');
      return { status: 'deactivated' };
    });
  }
}
