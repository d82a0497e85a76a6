import {
  agentLoadState,
  chatAssigned,
  chatClosed,
  chatOpened,
  chatQueued,
  chatReopened,
  chatTransferred,
  messageCreated,
  replySent,
  type AgentLoadState,
  type ChatChange,
  type MessageCreated,
  type ReplySent,
} from '@switchboard/contracts';
import type { RelayedRow } from '@switchboard/messaging';
import type { ChatStanding, IdentifiedRecord, ShopRecord } from './shop-record.js';

type ToRecord = (payload: unknown) => ShopRecord;

const chat =
  (before?: (change: ChatChange) => ChatStanding): ToRecord =>
  (payload) => {
    const change = payload as ChatChange;
    return { kind: 'chat', chatId: change.chat.id, ...(before ? { before: before(change) } : {}) };
  };

const heldBy = (agentId: string | null): ChatStanding =>
  agentId === null ? { state: 'queued', agentId: null } : { state: 'assigned', agentId };

/** What each event of this service means to the live stream. */
const records: Record<string, ToRecord> = {
  [chatOpened.ceType]: chat(),
  [chatQueued.ceType]: chat(({ previousAgentId }) => heldBy(previousAgentId)),
  [chatAssigned.ceType]: chat(() => heldBy(null)),
  [chatTransferred.ceType]: chat(({ previousAgentId }) => heldBy(previousAgentId)),
  [chatClosed.ceType]: chat(({ previousAgentId }) => heldBy(previousAgentId)),
  [chatReopened.ceType]: chat(({ previousAgentId }) => ({ state: 'closed', agentId: previousAgentId })),
  [messageCreated.ceType]: (payload) => {
    const { message } = payload as MessageCreated;
    return { kind: 'message', chatId: message.chatId, messageId: message.id, change: 'created' };
  },
  [replySent.ceType]: (payload) => {
    const { chatId, messageId } = payload as ReplySent;
    return { kind: 'message', chatId, messageId, change: 'updated' };
  },
  [agentLoadState.ceType]: (payload) => ({ kind: 'agent', agentId: (payload as AgentLoadState).userId }),
};

/** The record of an outbox row; undefined where the live stream does not show it. */
export function recordOf(row: Pick<RelayedRow, 'id' | 'type' | 'payload'>): IdentifiedRecord | undefined {
  const toRecord = records[row.type];
  return toRecord && { ...toRecord(row.payload), id: row.id };
}
