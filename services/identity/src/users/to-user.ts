import type { ChangedMember } from './member-changes.js';
import { shopAccessOf, type MemberRecord } from './member-record.js';
import type { ChangedUserDto, UserDto } from './user.dto.js';

/** A member as the API shows them. Nothing of the person shows before they have joined, or after they are gone. */
export function toUser(record: MemberRecord): UserDto {
  const joined = record.status === 'active' || record.status === 'deactivated';
  return {
    id: record.user_id,
    email: record.email,
    displayName: joined ? record.display_name : null,
    role: record.role,
    advanced: record.advanced,
    shopAccess: shopAccessOf(record),
    status: record.invitation_expired ? 'expired' : record.status,
    language: (joined ? record.language : record.invited_language) ?? 'en',
    invitedBy: record.invited_by,
    invitedAt: record.invited_at.toISOString(),
    expiresAt: record.invitation_expires_at?.toISOString() ?? null,
    activatedAt: record.activated_at?.toISOString() ?? null,
    version: record.version,
  };
}

/** The same after a change, with what the caller should know. */
export const toChangedUser = ({ member, warnings }: ChangedMember): ChangedUserDto => ({
  ...toUser(member),
  warnings,
});
