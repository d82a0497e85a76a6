import { Injectable } from '@nestjs/common';
import type { MemberState } from '@switchboard/contracts';
import { AccessProjection } from '@switchboard/http';
import { statement, type Transaction } from '@switchboard/persistence';
import { lockAccount } from './account-lock.js';
import { CreateAgents } from './create-agents.js';

const upsertMember = statement(
  'member_upsert',
  `insert into member (account_id, user_id, email, display_name, role, advanced, shop_access, status, version)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
   on conflict (account_id, user_id) do update set
     email = excluded.email, display_name = excluded.display_name, role = excluded.role,
     advanced = excluded.advanced, shop_access = excluded.shop_access, status = excluded.status,
     version = excluded.version
   where member.version < excluded.version
   returning 1`,
);

/** Takes over a member as identity publishes them. An older or repeated state changes nothing. */
@Injectable()
export class TakeMember {
  constructor(
    private readonly projection: AccessProjection,
    private readonly createAgents: CreateAgents,
  ) {}

  async run(tx: Transaction, member: MemberState): Promise<void> {
    const { accountId, userId, email, displayName, role, advanced, shopAccess, status, version } = member;
    await lockAccount(tx, accountId);
    await this.projection.applyMember(tx, member);
    const values = [
      accountId,
      userId,
      email,
      displayName,
      role,
      advanced,
      JSON.stringify(shopAccess),
      status,
      version,
    ];
    const isNew = (await tx.query(upsertMember, values)).length > 0;
    if (isNew) await this.createAgents.run(tx, { accountId, userId });
  }
}
