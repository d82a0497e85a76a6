import { invalid, problem, type InputError, type UserActor } from '@switchboard/http';
import type { MemberRecord } from './member-record.js';

/** Roles that can be given; the owner is made by signing up and stays. */
export type GivenRole = 'admin' | 'agent';

/** What a caller asks a membership to become; what is left out stays. */
export interface MembershipRequest {
  role?: GivenRole;
  advanced?: boolean;
  shopAccess?: 'all' | string[];
}

/** Role, grant and shops of a membership. */
export interface MembershipRights {
  role: GivenRole;
  advanced: boolean;
  shopAccess: 'all' | string[];
}

/** The owner cannot be changed, nor can a user change themselves. */
export function assertMayChange(actor: Pick<UserActor, 'userId'>, target: MemberRecord): void {
  if (target.role === 'owner') throw problem('user.owner_protected');
  if (target.user_id === actor.userId) throw problem('user.self_forbidden');
}

/** What an administrator cannot be given. */
export function rightsOfAdmins({ role, shopAccess, advanced }: MembershipRequest): InputError[] {
  if (role !== 'admin') return [];
  return [
    ...(Array.isArray(shopAccess)
      ? [
          {
            path: 'shopAccess',
            code: 'membership.admin_has_all_shops' as const,
            message: 'Owner and administrators always have all shops',
          },
        ]
      : []),
    ...(advanced
      ? [
          {
            path: 'advanced',
            code: 'not_allowed' as const,
            message: 'An administrator has advanced authority by role',
          },
        ]
      : []),
  ];
}

/**
 * The rights that follow from a request and what was there before. Administrators have every shop and
 * advanced authority by role: asking for less, or for the grant on top, is refused rather than forgotten.
 */
export function resolveRights(request: MembershipRequest, before?: MembershipRights): MembershipRights {
  const role = request.role ?? before?.role ?? 'agent';
  if (role === 'admin') {
    const faults = rightsOfAdmins({ ...request, role });
    if (faults.length > 0) throw invalid(faults);
    return { role, advanced: false, shopAccess: 'all' };
  }
  return {
    role,
    advanced: request.advanced ?? before?.advanced ?? false,
    shopAccess: request.shopAccess ?? before?.shopAccess ?? 'all',
  };
}

/** Whether two shop accesses are the same, whatever their order. */
export function sameShops(left: 'all' | string[], right: 'all' | string[]): boolean {
  if (left === 'all' || right === 'all') return left === right;
  return left.length === right.length && left.every((shopId) => right.includes(shopId));
}
