import { knownWord, roles, type OpenWord, type Role } from '@switchboard/contracts';
import { permissions, permissionTable, type Permission, type Standing } from './permission-table.js';

/** A standing that a shop's chat access can name. The owner is implied. */
export type ChatAccessStanding = Exclude<Standing, 'owner'>;

/** Whom chat access opens every chat to while a shop has not decided otherwise. */
export const defaultChatAccess: readonly ChatAccessStanding[] = ['admin', 'advanced_agent'];

/** What decides a user's permissions. */
export interface UserGrant {
  /** An unknown one, of a newer release, has no permission. */
  role: OpenWord<Role>;
  /** Counts for agents only; an admin has it by role. */
  advanced: boolean;
  /** The chat access of the shop in question; absent: the default. */
  chatAccess?: { roles: readonly OpenWord<ChatAccessStanding>[] } | undefined;
}

/** The user's column in the permission table; undefined for a role that this release does not know. */
export const standingOf = ({ role, advanced }: UserGrant): Standing | undefined =>
  role === 'agent' && advanced ? 'advanced_agent' : knownWord(roles, role, undefined);

/** The effective permissions of a user, in the shop whose chat access is given. */
export function permissionsOf(user: UserGrant): Set<Permission> {
  return new Set(permissions.filter((permission) => has(user, permission)));
}

function has(user: UserGrant, permission: Permission): boolean {
  const standing = standingOf(user);
  if (!standing) return false;
  const grant = permissionTable[permission][standing];
  if (grant !== 'by chat access' || standing === 'owner') return grant === 'yes';
  return (user.chatAccess?.roles ?? defaultChatAccess).includes(standing);
}
