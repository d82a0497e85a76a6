import type { EventActor, MemberState } from '@switchboard/contracts';
import type { MemberAccess } from '@switchboard/http';
import { statement, type Queryable } from '@switchboard/persistence';

/** `deleted` rows stay for the day the same person is invited again. */
export type MemberStatus = 'pending' | 'active' | 'deactivated' | 'deleted';

/** A membership with its person and shops: the view `member_record`. */
export interface MemberRecord {
  user_id: string;
  account_id: string;
  person_id: string;
  /** As typed in THIS account; how the same person is written elsewhere shows nowhere. */
  email: string;
  role: 'owner' | 'admin' | 'agent';
  advanced: boolean;
  all_shops: boolean;
  shop_ids: string[];
  status: MemberStatus;
  version: number;
  access_version: number;
  display_name: string | null;
  language: string | null;
  invited_language: string | null;
  invited_by: string | null;
  invited_at: Date;
  activated_at: Date | null;
  /** Of the open invitation; null for everybody else. */
  invitation_expires_at: Date | null;
  invitation_expired: boolean;
  /** Database time of the read. */
  read_at: Date;
}

const lockMember = statement(
  'member.lock',
  `select user_id from membership where account_id = $1 and user_id = $2 for no key update`,
);
const readMember = statement(
  'member.read',
  `select *, switchboard_now() as read_at from member_record where account_id = $1 and user_id = $2`,
);

/** One member of the account, whatever their status. */
export async function readMemberRecord(
  db: Queryable,
  accountId: string,
  userId: string,
): Promise<MemberRecord | undefined> {
  return (await db.query<MemberRecord>(readMember, [accountId, userId]))[0];
}

/** The same, locked until the transaction ends; the read follows the lock, so that it sees what it waited for. */
export async function lockMemberRecord(
  tx: Queryable,
  accountId: string,
  userId: string,
): Promise<MemberRecord | undefined> {
  await tx.query(lockMember, [accountId, userId]);
  return readMemberRecord(tx, accountId, userId);
}

/** `"all"`, or the shops by id. */
export function shopAccessOf(record: Pick<MemberRecord, 'all_shops' | 'shop_ids'>): 'all' | string[] {
  return record.all_shops ? 'all' : record.shop_ids;
}

/** What the access guard, the mirror and access checks need; undefined for pending ones, who have no access yet. */
export function memberAccessOf(record: MemberRecord): MemberAccess | undefined {
  if (record.status === 'pending') return undefined;
  return {
    accountId: record.account_id,
    userId: record.user_id,
    status: record.status,
    role: record.role,
    advanced: record.advanced,
    shopAccess: shopAccessOf(record),
    language: record.language,
    accessVersion: record.access_version,
    version: record.version,
  };
}

/** The data of `identity.members.v1`; without personal data once deleted. */
export function memberStateOf(record: MemberRecord, actor: EventActor): MemberState {
  const { status } = record;
  if (status === 'pending') throw new Error('A pending member is never published.');
  const gone = status === 'deleted';
  return {
    accountId: record.account_id,
    userId: record.user_id,
    email: gone ? null : record.email,
    displayName: gone ? null : record.display_name,
    role: record.role,
    advanced: record.advanced,
    shopAccess: shopAccessOf(record),
    status,
    language: gone ? null : record.language,
    version: record.version,
    accessVersion: record.access_version,
    actor,
    occurredAt: record.read_at.toISOString(),
  };
}
