import type { AgentDto } from './agent.dto.js';

/** The columns of an agent as the team page shows it; the one select that lists and single reads share. */
export const selectAgents = `
  select a.user_id as id, a.nickname, lower(a.nickname) as sort_key, a.avatar_hash, a.max_capacity, a.accept_chats,
    a.version, a.revision, p.email, m.role, m.status, coalesce(l.open_chats, 0) as open_chats,
    coalesce(l.presence, 'offline') as presence, r.status as review_status, r.requested, r.reason
  from agent a
  join access_member m on m.account_id = a.account_id and m.user_id = a.user_id
  join member_profile p on p.account_id = a.account_id and p.user_id = a.user_id
  left join agent_load l on l.account_id = a.account_id and l.shop_id = a.shop_id and l.user_id = a.user_id
  left join nickname_review r on r.id = a.review_id
  where a.account_id = $1 and a.shop_id = $2 and m.status in ('active', 'deactivated')
    and (m.shop_access ? 'all' or m.shop_access ? a.shop_id::text)`;

/** One row of `selectAgents`. */
export interface AgentRow {
  id: string;
  nickname: string;
  sort_key: string;
  avatar_hash: string | null;
  max_capacity: number;
  accept_chats: boolean;
  version: number;
  revision: number;
  email: string;
  role: AgentDto['role'];
  status: AgentDto['status'];
  open_chats: number;
  presence: AgentDto['presence'];
  review_status: 'under_review' | 'rejected' | null;
  requested: string;
  reason: string | null;
}

/** The row as REST shows it. */
export function toAgentDto(row: AgentRow): AgentDto {
  return {
    id: row.id,
    nickname: row.nickname,
    nicknameReview: row.review_status && {
      status: row.review_status,
      requested: row.requested,
      reason: row.reason,
    },
    avatarHash: row.avatar_hash,
    email: row.email,
    role: row.role,
    status: row.status,
    maxCapacity: row.max_capacity,
    openChats: row.open_chats,
    acceptChats: row.accept_chats,
    presence: row.presence,
    version: row.version,
    revision: row.revision,
  };
}
