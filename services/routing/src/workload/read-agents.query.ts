import { Injectable } from '@nestjs/common';
import type { AgentView } from '@switchboard/contracts';
import { Database, statement } from '@switchboard/persistence';
import { NIL } from 'uuid';
import { unnamedAgent } from '../chats/chat-row.js';
import { containing } from '../db/like-pattern.js';
import { OnlineAgents } from '../presence/online-agents.query.js';

/** An agent of a shop as the database has them. */
export interface AgentRow {
  id: string;
  nickname: string | null;
  avatar_hash: string | null;
  role: string | null;
  capacity: number;
  accepting: boolean;
  availability: number;
  open_count: number;
  member_version: number;
  profile_version: number;
}

const columns = `id, nickname, avatar_hash, role, capacity, accepting, availability, open_count, member_version,
  profile_version`;
const byIds = statement(
  'agents-by-id',
  `select ${columns} from agent where shop_id = $1 and id = any($2::uuid[])`,
);
/** By the index `agent_by_name`, from a place on. */
const active = statement(
  'active-agents',
  `select ${columns}, lower(coalesce(nickname, '')) as name from agent
   where shop_id = $1 and active and ($2::text is null or nickname ilike $2)
     and (lower(coalesce(nickname, '')), id) > ($4, $5::uuid)
   order by lower(coalesce(nickname, '')), id limit $3`,
);

/** Where a list of active agents goes on: behind this nickname, in lower case, and id. */
export type AgentPlace = readonly [name: string, id: string];

const firstPlace: AgentPlace = ['', NIL];

/** Agents of a shop with their load and presence. */
@Injectable()
export class ReadAgents {
  constructor(
    private readonly database: Database,
    private readonly onlineAgents: OnlineAgents,
  ) {}

  /** For the live stream. */
  async views(shopId: string, agentIds: readonly string[]): Promise<Map<string, AgentView>> {
    if (agentIds.length === 0) return new Map();
    const rows = await this.database.query<AgentRow>(byIds, [shopId, agentIds]);
    const online = new Set(await this.onlineAgents.of(shopId));
    return new Map(rows.map((row) => [row.id, toView(row, online)]));
  }

  /** Active agents by nickname, behind `after`, with what is known of their presence. */
  async active(shopId: string, q: string | undefined, limit: number, after: AgentPlace = firstPlace) {
    const pattern = q === undefined ? null : containing(q);
    const rows = await this.database.query<AgentRow & { name: string }>(active, [
      shopId,
      pattern,
      limit,
      ...after,
    ]);
    const online = new Set(await this.onlineAgents.of(shopId));
    return rows.map((row) => ({ row, view: toView(row, online) }));
  }
}

function toView(row: AgentRow, online: ReadonlySet<string>): AgentView {
  return {
    id: row.id,
    nickname: row.nickname ?? unnamedAgent,
    avatarHash: row.avatar_hash,
    openChats: row.open_count,
    maxCapacity: row.capacity,
    acceptChats: row.accepting,
    presence: online.has(row.id) ? 'online' : 'offline',
  };
}
