import { shopAccessOf, type MemberRecord } from './member-record.js';
import { sameShops } from './user-policy.js';

/** What of a member a change of rights can touch. */
export type MemberRights = Pick<MemberRecord, 'role' | 'advanced' | 'status'> & {
  shopAccess: 'all' | string[];
};

/** The rights a member has. */
export function rightsOf(record: MemberRecord): MemberRights {
  const { role, advanced, status } = record;
  return { role, advanced, status, shopAccess: shopAccessOf(record) };
}

/** Which of them a change would alter. */
export function differencesOf(before: MemberRecord, wanted: MemberRights): Array<keyof MemberRights> {
  const was = rightsOf(before);
  return (['role', 'advanced', 'status', 'shopAccess'] as const).filter((field) =>
    field === 'shopAccess' ? !sameShops(was.shopAccess, wanted.shopAccess) : was[field] !== wanted[field],
  );
}

/** Some of them, as the audit trail shows them. */
export function pick(rights: MemberRights, fields: Array<keyof MemberRights>): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field, rights[field]]));
}
