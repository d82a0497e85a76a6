import type { ChatState } from '@switchboard/contracts';
import type { Permission } from './permission-table.js';

/** What a frontend can draw a button for. */
export const chatActionNames = ['reply', 'close', 'transfer_to_me', 'transfer_to_others', 'reopen'] as const;

/** One thing to do with a chat. */
export type ChatAction = (typeof chatActionNames)[number];

/** Who looks at a chat. */
export interface ChatReader {
  /** Null for an API key. */
  userId: string | null;
  permissions: ReadonlySet<Permission>;
}

/** An API key with `chats:read`: reads as with chats:all, changes nothing. */
export const keyReader: ChatReader = { userId: null, permissions: new Set(['chats:handle', 'chats:all']) };

/** What the policy looks at in a chat. */
export interface PolicyChat {
  state: ChatState;
  /** Who has it now; null unless assigned. */
  agentId: string | null;
  /** Who had it last; counts while it is closed. */
  lastAgentId: string | null;
}

/** How a reader stands to a chat: the columns of SPEC section 5's table, closed ones by their last agent. */
export type ChatRelation = 'own' | 'anothers' | 'queued' | 'closed_own' | 'closed';

type Needs = 'yes' | 'no' | 'chats:handle' | 'chats:all';

/** The columns, in order. */
export const chatRelations: readonly ChatRelation[] = ['own', 'anothers', 'queued', 'closed_own', 'closed'];

/** Who may do what on a chat: the same for single calls, assign and transfers. `read` comes before everything. */
export const chatPolicyTable: Readonly<Record<'read' | ChatAction, Readonly<Record<ChatRelation, Needs>>>> = {
  read: { own: 'yes', anothers: 'chats:all', queued: 'chats:handle', closed_own: 'yes', closed: 'chats:all' },
  reply: { own: 'yes', anothers: 'no', queued: 'no', closed_own: 'no', closed: 'no' },
  close: { own: 'yes', anothers: 'no', queued: 'chats:all', closed_own: 'no', closed: 'no' },
  transfer_to_me: {
    own: 'no',
    anothers: 'chats:all',
    queued: 'chats:handle',
    closed_own: 'no',
    closed: 'no',
  },
  transfer_to_others: {
    own: 'yes',
    anothers: 'chats:all',
    queued: 'chats:all',
    closed_own: 'no',
    closed: 'no',
  },
  reopen: { own: 'no', anothers: 'no', queued: 'no', closed_own: 'yes', closed: 'yes' },
};

/** What the agent who is kept with a chat means in each state. A new state does not compile until it is here. */
const holders: Readonly<Record<ChatState, (agentId: string | null) => Omit<PolicyChat, 'state'>>> = {
  queued: () => ({ agentId: null, lastAgentId: null }),
  assigned: (agentId) => ({ agentId, lastAgentId: null }),
  closed: (agentId) => ({ agentId: null, lastAgentId: agentId }),
};

/** A chat as the policy looks at it; `agentId` is the agent kept with it: who has it, or of a closed one had it last. */
export const policyChat = (state: ChatState, agentId: string | null): PolicyChat => ({
  state,
  ...holders[state](agentId),
});

/** The column of the table that a chat in each state falls into. A new state does not compile until it is here. */
const columns: Readonly<Record<ChatState, { own: ChatRelation; others: ChatRelation }>> = {
  queued: { own: 'queued', others: 'queued' },
  assigned: { own: 'own', others: 'anothers' },
  closed: { own: 'closed_own', others: 'closed' },
};

/** How the reader stands to the chat. */
export function relationOf(reader: ChatReader, { state, agentId, lastAgentId }: PolicyChat): ChatRelation {
  const holder = state === 'closed' ? lastAgentId : agentId;
  return columns[state][holder !== null && holder === reader.userId ? 'own' : 'others'];
}

/** Whether the chat exists for this reader: lists, counts, search, single reads and the stream ask this. */
export function canReadChat(reader: ChatReader, chat: PolicyChat): boolean {
  return reader.permissions.has('chats:handle') && allows('read', reader, chat);
}

/** `allowedActions`: everything this reader may do with the chat as it is. Nothing where it cannot be read. */
export function chatActions(reader: ChatReader, chat: PolicyChat): ChatAction[] {
  if (reader.userId === null || !canReadChat(reader, chat)) return [];
  return chatActionNames.filter((action) => allows(action, reader, chat));
}

/** Why an action is refused: `unseen` 404, `closed` and `not_closed` 409, `denied` 403. */
export type ChatRefusal = 'unseen' | 'closed' | 'not_closed' | 'denied';

/** Why the reader may not do it, or undefined where it is allowed. */
export function chatRefusal(
  reader: ChatReader,
  chat: PolicyChat,
  action: ChatAction,
): ChatRefusal | undefined {
  if (!canReadChat(reader, chat)) return 'unseen';
  if (chatActions(reader, chat).includes(action)) return undefined;
  if (reader.userId === null) return 'denied';
  if (action === 'reopen') return 'not_closed';
  return chat.state === 'closed' ? 'closed' : 'denied';
}

function allows(action: 'read' | ChatAction, reader: ChatReader, chat: PolicyChat): boolean {
  const needs = chatPolicyTable[action][relationOf(reader, chat)];
  return needs === 'yes' || (needs !== 'no' && reader.permissions.has(needs));
}
