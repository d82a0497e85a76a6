import type { ChatState } from '@switchboard/contracts';
import { chatActions, policyChat, type ChatReader, type PolicyChat } from '@switchboard/permissions';
import { messageColumns, toMessage, type MessageRow } from './message-row.js';
import type { ChatAgentDto, ChatDto, CustomerDto } from './chat.dto.js';

/** A chat as the queries of this service read it. */
export interface ChatRow {
  id: string;
  account_id: string;
  shop_id: string;
  customer_id: string;
  customer_name: string | null;
  customer_language: string | null;
  state: ChatState;
  /** Assigned: who has it; closed: who had it last. */
  agent_id: string | null;
  nickname: string | null;
  avatar_hash: string | null;
  version: number;
  revision: number;
  arrival: number;
  opened_at: Date;
  waiting_since: Date | null;
  closed_at: Date | null;
  last_message_at: Date;
  /** With microseconds, for cursors. */
  last_message_key: string;
  seq: number;
  read_seq: number;
  unread: number;
  last_message: MessageRow | null;
}

/** The name of an agent whose profile has not arrived yet. */
export const unnamedAgent = 'Agent';

/** Everything `toChat` needs; `c` is the chat. Add `where`, `order by`, `limit`. */
export const selectChats = `
  select c.id, c.account_id, c.shop_id, c.customer_id, c.customer_name, c.customer_language, c.state, c.agent_id,
    a.nickname, a.avatar_hash, c.version, c.revision, c.arrival, c.opened_at, c.waiting_since, c.closed_at, c.last_message_at,
    c.last_message_at::text as last_message_key, c.seq, c.read_seq, c.unread, m.last_message
  from chat c
  left join agent a on a.shop_id = c.shop_id and a.id = c.agent_id
  left join lateral (
    select to_jsonb(newest) as last_message from (
      select ${messageColumns} from message where shop_id = c.shop_id and chat_id = c.id order by seq desc limit 1
    ) newest
  ) m on true`;

/** A chat as `reader` sees it. */
export function toChat(row: ChatRow, reader: ChatReader): ChatDto {
  return {
    id: row.id,
    shopId: row.shop_id,
    customer: toCustomer(row),
    state: row.state,
    agent: toChatAgent(row),
    version: row.version,
    revision: row.revision,
    openedAt: row.opened_at.toISOString(),
    waitingSince: row.waiting_since?.toISOString() ?? null,
    closedAt: row.closed_at?.toISOString() ?? null,
    lastMessageAt: row.last_message_at.toISOString(),
    lastMessage: row.last_message === null ? null : toMessage(row.last_message),
    unread: row.unread,
    allowedActions: chatActions(reader, chatFacts(row)),
  };
}

/** Whom the chat is with. */
export function toCustomer(
  row: Pick<ChatRow, 'customer_id' | 'customer_name' | 'customer_language'>,
): CustomerDto {
  return { id: row.customer_id, name: row.customer_name, language: row.customer_language };
}

/** Who has the chat. Before team has said how an agent is called, they are `Agent`. */
function toChatAgent(row: ChatRow): ChatAgentDto | null {
  if (row.agent_id === null) return null;
  return { id: row.agent_id, nickname: row.nickname ?? unnamedAgent, avatarHash: row.avatar_hash };
}

/** What the policy asks about a chat. */
export function chatFacts(row: Pick<ChatRow, 'state' | 'agent_id'>): PolicyChat {
  return policyChat(row.state, row.agent_id);
}
