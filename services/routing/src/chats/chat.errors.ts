import { problem, type ProblemCode, type ProblemException } from '@switchboard/http';
import { canReadChat, chatRefusal, type ChatAction } from '@switchboard/permissions';
import { chatFacts, toChat, type ChatRow } from './chat-row.js';
import type { ShopReader } from './shop-readers.js';

/** Why a chat did not move, as the SQL functions say it, and its code. */
export const codeOfOutcome: Record<string, ProblemCode> = {
  not_found: 'not_found',
  version_conflict: 'chat.version_conflict',
  newer_message: 'chat.newer_message',
  chat_closed: 'chat.closed',
  chat_not_closed: 'chat.not_closed',
  agent_not_available: 'agent.not_available',
  agent_limit_reached: 'agent.limit_reached',
};

/** Why the reader may not do it with the chat, as a code; undefined: they may. */
export function refusalOf(shop: ShopReader, row: ChatRow, action: ChatAction): ProblemCode | undefined {
  const refusal = chatRefusal(shop.reader, chatFacts(row), action);
  if (refusal === undefined) return undefined;
  const codes = {
    unseen: 'not_found',
    closed: 'chat.closed',
    not_closed: 'chat.not_closed',
    denied: 'permission.denied',
  };
  return codes[refusal] as ProblemCode;
}

/** Another change was first. Carries the current chat, where the caller may read it. */
export function conflict(shop: ShopReader, row: ChatRow | undefined): ProblemException {
  const readable = row !== undefined && canReadChat(shop.reader, chatFacts(row));
  return problem('chat.version_conflict', readable ? { chat: toChat(row, shop.reader) } : {});
}
