import { statement, type Queryable } from '@switchboard/persistence';
import { NIL } from 'uuid';
import { Agent, type AgentKey } from './agent.entity.js';

const columns = `account_id as "accountId", shop_id as "shopId", user_id as "userId", nickname,
  avatar_hash as "avatarHash", max_capacity as "maxCapacity", accept_chats as "acceptChats",
  review_id as "reviewId", version, updated_at as "updatedAt", updated_by as "updatedBy"`;

const lock = statement(
  'agent_lock',
  `select ${columns} from agent where account_id = $1 and shop_id = $2 and user_id = $3 for no key update`,
);
const lockPage = statement(
  'agent_lock_page',
  `select ${columns} from agent where (shop_id, user_id) > ($1::uuid, $2::uuid)
   order by shop_id, user_id limit $3 for no key update`,
);
const update = statement(
  'agent_update',
  `update agent set nickname = $3, max_capacity = $4, accept_chats = $5, review_id = $6, version = $7, revision = revision + 1,
     updated_at = $8, updated_by = $9::jsonb
   where shop_id = $1 and user_id = $2`,
);
const insert = statement(
  'agent_insert',
  `insert into agent (account_id, shop_id, user_id, nickname, max_capacity, accept_chats, version, updated_at, updated_by)
   select "accountId", "shopId", "userId", nickname, "maxCapacity", "acceptChats", version, "updatedAt", "updatedBy"
   from jsonb_to_recordset($1::jsonb) as a("accountId" uuid, "shopId" uuid, "userId" uuid, nickname text,
     "maxCapacity" int, "acceptChats" boolean, version bigint, "updatedAt" timestamptz, "updatedBy" jsonb)`,
);

const toAgent = (row: Partial<Agent>) => Object.assign(new Agent(), row);

/** The agent, locked until the transaction ends. */
export async function lockAgent(
  tx: Queryable,
  { accountId, shopId, userId }: AgentKey,
): Promise<Agent | undefined> {
  const [row] = await tx.query<Partial<Agent>>(lock, [accountId, shopId, userId]);
  return row && toAgent(row);
}

/** The agents behind this one in the order of shop and user, locked. */
export async function lockAgentsAfter(
  tx: Queryable,
  [shopId = NIL, userId = NIL]: readonly string[],
  limit: number,
): Promise<Agent[]> {
  return (await tx.query<Partial<Agent>>(lockPage, [shopId, userId, limit])).map(toAgent);
}

/** Writes what may change of an agent. */
export async function updateAgent(tx: Queryable, agent: Agent): Promise<void> {
  const { shopId, userId, nickname, maxCapacity, acceptChats, reviewId, version, updatedAt } = agent;
  const by = JSON.stringify(agent.updatedBy);
  await tx.query(update, [
    shopId,
    userId,
    nickname,
    maxCapacity,
    acceptChats,
    reviewId,
    version,
    updatedAt,
    by,
  ]);
}

/** Writes new agents. */
export async function insertAgents(tx: Queryable, agents: readonly Agent[]): Promise<void> {
  await tx.query(insert, [JSON.stringify(agents)]);
}
