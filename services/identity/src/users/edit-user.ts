import { Injectable } from '@nestjs/common';
import { problem, type UserActor } from '@switchboard/http';
import { MemberChanges, type ChangedMember } from './member-changes.js';
import { shopAccessOf } from './member-record.js';
import { assertMayChange, resolveRights, type GivenRole, type MembershipRequest } from './user-policy.js';

/** "You can edit the role, can't edit the email." Role, grant and shop access, also while pending. */
@Injectable()
export class EditUser {
  constructor(private readonly changes: MemberChanges) {}

  run(actor: UserActor, userId: string, request: MembershipRequest): Promise<ChangedMember> {
    return this.changes.apply(actor, userId, 'user.updated', (member) => {
      if (member.status === 'deleted') throw problem('not_found');
      assertMayChange(actor, member);
      const { advanced, role } = member;
      return resolveRights(request, { role: role as GivenRole, advanced, shopAccess: shopAccessOf(member) });
    });
  }
}
