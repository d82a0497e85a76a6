import { Injectable } from '@nestjs/common';
import { problem, type UserActor } from '@switchboard/http';
import { MemberChanges, type ChangedMember } from './member-changes.js';
import { assertMayChange } from './user-policy.js';

/** "You may activate the user again later as needed": what they had is restored. */
@Injectable()
export class ActivateUser {
  constructor(private readonly changes: MemberChanges) {}

  run(actor: UserActor, userId: string): Promise<ChangedMember> {
    return this.changes.apply(actor, userId, 'user.activated', (member) => {
      if (member.status === 'deleted') throw problem('not_found');
      assertMayChange(actor, member);
      if (member.status === 'pending') throw problem('user.not_active');
      return { status: 'active' };
    });
  }
}
