import { Injectable } from '@nestjs/common';
import type { MemberState } from '@switchboard/contracts';
import { problem, type UserActor } from '@switchboard/http';
import { statement, TransactionRunner, type Transaction } from '@switchboard/persistence';
import { AccessAnnouncement } from '../access/access-announcement.js';
import type { Warning } from '../access/routing-notice.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Sessions } from '../sessions/sessions.js';
import {
  lockMemberRecord,
  memberStateOf,
  readMemberRecord,
  shopAccessOf,
  type MemberRecord,
} from './member-record.js';
import { MemberStates } from './member-states.js';
import { sameShops } from './user-policy.js';

/** What a change makes of a member; what is left out stays. */
export interface MemberChange {
  role?: 'admin' | 'agent';
  advanced?: boolean;
  shopAccess?: 'all' | string[];
  status?: 'active' | 'deactivated' | 'deleted';
}

/** A changed member, and what the caller should know beside it. */
export interface ChangedMember {
  member: MemberRecord;
  warnings: Warning[];
}

const updateMember = statement(
  'member.update',
  `update membership set role = $3, advanced = $4, all_shops = $5, status = $6,
     version = version + 1, access_version = access_version + 1, access_changed_at = switchboard_now()
   where account_id = $1 and user_id = $2`,
);
const clearShops = statement(
  'member.clear-shops',
  `delete from membership_shop where account_id = $1 and user_id = $2`,
);
const insertShops = statement(
  'member.insert-shops',
  `insert into membership_shop (account_id, user_id, shop_id)
   select s.account_id, $2, s.shop_id from shop s where s.account_id = $1 and s.shop_id = any ($3::uuid[])
   returning shop_id`,
);

/** Replaces a member's list of shops; an id that is not a shop of the account answers 404. */
export async function replaceShops(
  tx: Transaction,
  accountId: string,
  userId: string,
  shopAccess: 'all' | string[],
): Promise<void> {
  await tx.query(clearShops, [accountId, userId]);
  if (shopAccess === 'all') return;
  const stored = await tx.query(insertShops, [accountId, userId, shopAccess]);
  if (stored.length < new Set(shopAccess).size)
    throw problem('not_found', { detail: 'There is no such shop.' });
}

interface Committed {
  member: MemberRecord;
  state?: MemberState;
  endedSessions: string[];
  concernsRouting: boolean;
}

/**
 * The one way to change role, grant, shops or status of a member: lock, decide, write, publish, record; and
 * before the caller is answered, tell the mirror and routing. A call that changes nothing tells them again,
 * which makes a repeat after a 503 or a warning do what the first call could not.
 */
@Injectable()
export class MemberChanges {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly states: MemberStates,
    private readonly sessions: Sessions,
    private readonly audit: AuditTrail,
    private readonly announcement: AccessAnnouncement,
  ) {}

  /** `decide` sees the locked member and answers what to change, or throws the problem that forbids it. */
  async apply(
    actor: UserActor,
    userId: string,
    action: string,
    decide: (member: MemberRecord, tx: Transaction) => MemberChange | Promise<MemberChange>,
  ): Promise<ChangedMember> {
    const { member, ...change } = await this.transactions.run(async (tx): Promise<Committed> => {
      const before = await lockMemberRecord(tx, actor.accountId, userId);
      if (!before) throw problem('not_found');
      const wanted = { ...rightsOf(before), ...(await decide(before, tx)) };
      const differences = differencesOf(before, wanted);
      if (differences.length === 0) return unchanged(before, actor);
      const after = await this.write(tx, before, wanted);
      const state =
        after.status === 'pending' || before.status === 'pending'
          ? undefined
          : await this.states.publish(tx, after, eventActor(actor));
      await this.audit.record(tx, {
        accountId: actor.accountId,
        actor: eventActor(actor),
        action,
        target: { kind: 'user', id: userId },
        before: pick(rightsOf(before), differences),
        after: pick(wanted, differences),
      });
      const endedSessions =
        after.status === 'deleted' ? await this.sessions.endOfMember(tx, actor.accountId, userId) : [];
      const concernsRouting = differences.some((field) => field === 'status' || field === 'shopAccess');
      return { member: after, state, endedSessions, concernsRouting };
    });
    const warnings = await this.announcement.announce({ ...change, member: change.state });
    return { member, warnings };
  }

  private async write(
    tx: Transaction,
    before: MemberRecord,
    wanted: Required<Rights>,
  ): Promise<MemberRecord> {
    const { account_id: accountId, user_id: userId } = before;
    const { role, advanced, shopAccess, status } = wanted;
    await tx.query(updateMember, [accountId, userId, role, advanced, shopAccess === 'all', status]);
    if (!sameShops(shopAccess, shopAccessOf(before))) await replaceShops(tx, accountId, userId, shopAccess);
    return (await readMemberRecord(tx, accountId, userId))!;
  }
}

type Rights = Pick<MemberRecord, 'role' | 'advanced' | 'status'> & { shopAccess: 'all' | string[] };

function rightsOf(record: MemberRecord): Rights {
  const { role, advanced, status } = record;
  return { role, advanced, status, shopAccess: shopAccessOf(record) };
}

function differencesOf(before: MemberRecord, wanted: Rights): Array<keyof Rights> {
  const was = rightsOf(before);
  return (['role', 'advanced', 'status', 'shopAccess'] as const).filter((field) =>
    field === 'shopAccess' ? !sameShops(was.shopAccess, wanted.shopAccess) : was[field] !== wanted[field],
  );
}

function unchanged(member: MemberRecord, actor: UserActor): Committed {
  const state = member.status === 'pending' ? undefined : memberStateOf(member, eventActor(actor));
  return { member, state, endedSessions: [], concernsRouting: true };
}

function pick(rights: Rights, fields: Array<keyof Rights>): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field, rights[field]]));
}

const eventActor = (actor: UserActor) => ({ kind: 'user' as const, id: actor.userId });
