import { permissions, permissionTable, type Permission, type Standing } from './permission-table.js';

/** A standing that a shop's chat access can name. The owner is implied. */
export type ChatAccessStanding = Exclude<Standing, 'owner'>;

/** Whom chat access opens every chat to while a shop has not decided otherwise. */
export const defaultChatAccess: readonly ChatAccessStanding[] = ['admin', 'advanced_agent'];

/** What decides a user's permissions. */
export interface UserGrant {
  role: 'owner' | 'admin' | 'agent';
  /** Counts for agents only; an admin has it by role. */
  advanced: boolean;
  /** The chat access of the shop in question; absent: the default. */
  chatAccess?: { roles: readonly ChatAccessStanding[] } | undefined;
}

/** The user's column in the permission table. */
export const standingOf = ({ role, advanced }: UserGrant): Standing =>
  role === 'agent' && advanced ? 'advanced_agent' : role;

/** The effective permissions of a user, in the shop whose chat access is given. */
export function permissionsOf(user: UserGrant): Set<Permission> {
  return new Set(permissions.filter((permission) => has(user, permission)));
}

function has(user: UserGrant, permission: Permission): boolean {
  const standing = standingOf(user);
  const grant = permissionTable[permission][standing];
  if (grant !== 'by chat access' || standing === 'owner') return grant === 'yes';
  return (user.chatAccess?.roles ?? defaultChatAccess).includes(standing);
}
