import { Injectable } from '@nestjs/common';
import type { MemberState } from '@switchboard/contracts';
import { AccessProjection } from '@switchboard/http';
import { statement, TransactionRunner } from '@switchboard/persistence';
import { lockAccount } from './account-lock.js';
import { CreateAgents } from './create-agents.js';

/** What the access projection does not keep; the two are written in one transaction and read by a join. */
const upsertProfile = statement(
  'member_profile_upsert',
  `insert into member_profile (account_id, user_id, email, display_name) values ($1, $2, $3, $4)
   on conflict (account_id, user_id) do update set email = excluded.email, display_name = excluded.display_name`,
);

/** Stores a member as identity publishes them. An older or repeated state changes nothing. */
@Injectable()
export class TakeMember {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly projection: AccessProjection,
    private readonly createAgents: CreateAgents,
  ) {}

  async run(member: MemberState): Promise<void> {
    const { accountId, userId, email, displayName } = member;
    await this.transactions.run(async (tx) => {
      await lockAccount(tx, accountId);
      if (!(await this.projection.applyMember(tx, member))) return;
      await tx.query(upsertProfile, [accountId, userId, email, displayName]);
      await this.createAgents.run(tx, { accountId, userId });
    });
  }
}
