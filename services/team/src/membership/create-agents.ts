import { Injectable } from '@nestjs/common';
import { agentProfileState, systemActor, type Role } from '@switchboard/contracts';
import { Outbox, stateEvent } from '@switchboard/messaging';
import { databaseTime, statement, type Transaction } from '@switchboard/persistence';
import { insertAgents } from '../agents/agent-record.js';
import { Agent } from '../agents/agent.entity.js';
import { newAgent } from '../agents/new-agent.js';

const missingAgents = statement(
  'agents_missing',
  `select m.user_id, p.display_name, m.role, s.shop_id
   from access_member m join access_shop s on s.account_id = m.account_id
     join member_profile p on p.account_id = m.account_id and p.user_id = m.user_id
   where m.account_id = $1 and ($2::uuid is null or m.user_id = $2) and ($3::uuid is null or s.shop_id = $3)
     and m.status = 'active' and s.status = 'active' and (m.shop_access ? 'all' or m.shop_access ? s.shop_id::text)
     and not exists (select from agent a where a.shop_id = s.shop_id and a.user_id = m.user_id)
   order by s.shop_id, m.user_id`,
);

const AT_ONCE = 500;

interface Missing {
  user_id: string;
  display_name: string;
  role: Role;
  shop_id: string;
}

/** What may have become possible: one member, or one shop, of an account. */
export interface NewlyKnown {
  accountId: string;
  userId?: string;
  shopId?: string;
}

/** Makes the agents that are missing: every active member in every shop they have. The account is locked by the caller. */
@Injectable()
export class CreateAgents {
  constructor(private readonly outbox: Outbox) {}

  async run(tx: Transaction, { accountId, userId, shopId }: NewlyKnown): Promise<void> {
    const missing = await tx.query<Missing>(missingAgents, [accountId, userId ?? null, shopId ?? null]);
    if (missing.length === 0) return;
    const at = await databaseTime(tx);
    const agents = missing.map((row) => makeAgent(accountId, row, at));
    for (let start = 0; start < agents.length; start += AT_ONCE) {
      const batch = agents.slice(start, start + AT_ONCE);
      await insertAgents(tx, batch);
      const states = batch.map((agent) => stateEvent(agentProfileState, agent.toState()));
      await this.outbox.append(tx, states);
    }
  }
}

function makeAgent(accountId: string, row: Missing, at: Date): Agent {
  const defaults = newAgent({ displayName: row.display_name, role: row.role });
  return Object.assign(new Agent(), defaults, {
    accountId,
    shopId: row.shop_id,
    userId: row.user_id,
    avatarHash: null,
    reviewId: null,
    version: 1,
    updatedAt: at,
    updatedBy: systemActor,
  });
}
