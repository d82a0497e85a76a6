import { Injectable } from '@nestjs/common';
import { memberState, userActor, type MemberState } from '@switchboard/contracts';
import { problem, type UserActor } from '@switchboard/http';
import { Outbox, stateEvent } from '@switchboard/messaging';
import { statement, TransactionRunner, type Transaction } from '@switchboard/persistence';
import { AccessAnnouncement, type Warning } from '../access/access-announcement.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Sessions } from '../sessions/sessions.js';
import {
  lockMemberRecord,
  memberStateOf,
  readMemberRecord,
  shopAccessOf,
  type MemberRecord,
} from './member-record.js';
import { differencesOf, pick, rightsOf, type MemberRights } from './member-rights.js';
import { replaceShops } from './member-shops.js';
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
interface Committed {
  member: MemberRecord;
  state?: MemberState;
  endedSessions: string[];
  concernsRouting: boolean;
}

/**
 * The one way to change role, grant, shops or status of a member: lock, decide, write, publish, record; and
 * before the caller is answered, update the mirror and routing. A call that changes nothing updates them again,
 * which makes a repeat after a 503 or a warning do what the first call could not.
 */
@Injectable()
export class MemberChanges {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly outbox: Outbox,
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
      const by = userActor(actor.userId);
      const state =
        after.status === 'pending' || before.status === 'pending' ? undefined : memberStateOf(after, by);
      if (state) await this.outbox.append(tx, [stateEvent(memberState, state)]);
      await this.audit.record(tx, {
        accountId: actor.accountId,
        actor: by,
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

  private async write(tx: Transaction, before: MemberRecord, wanted: MemberRights): Promise<MemberRecord> {
    const { account_id: accountId, user_id: userId } = before;
    const { role, advanced, shopAccess, status } = wanted;
    await tx.query(updateMember, [accountId, userId, role, advanced, shopAccess === 'all', status]);
    if (!sameShops(shopAccess, shopAccessOf(before))) await replaceShops(tx, accountId, userId, shopAccess);
    return (await readMemberRecord(tx, accountId, userId))!;
  }
}

function unchanged(member: MemberRecord, actor: UserActor): Committed {
  const state = member.status === 'pending' ? undefined : memberStateOf(member, userActor(actor.userId));
  return { member, state, endedSessions: [], concernsRouting: true };
}
