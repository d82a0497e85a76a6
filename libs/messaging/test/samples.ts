import { chatAssigned, memberState, type ChatChange, type MemberState } from '@switchboard/contracts';
import { v7 as uuid } from 'uuid';
import { event, type OutgoingEvent } from '../src/index.js';

export const accountId = '0192f000-0000-7000-8000-00000000000a';
export const shopId = '0192f000-0000-7000-8000-00000000000b';
const occurredAt = '2026-11-22T10:00:00.000Z';
const actor = { kind: 'system', id: null } as const;

/** A chat's change; `version` tells the events of one chat apart. */
export function chatChange(chatId: string, version = 1): ChatChange {
  return {
    accountId,
    shopId,
    chat: {
      id: chatId,
      customer: { id: 'c-1', name: null, language: null },
      state: 'assigned',
      agent: { id: uuid(), nickname: 'Ana', avatarHash: null },
      version,
      openedAt: occurredAt,
      waitingSince: null,
      closedAt: null,
      lastMessageAt: null,
      lastSeq: version,
    },
    previousAgentId: null,
    actor,
    reason: 'automatic',
    explanationId: null,
    occurredAt,
  };
}

/** An event that consumers know by its id. */
export const assigned = (chatId: string, version = 1): OutgoingEvent<typeof chatAssigned> =>
  event(chatAssigned, chatChange(chatId, version), { accountId, shopId });

/** A member's state. */
export function memberData(userId: string, version = 1): MemberState {
  return {
    accountId,
    userId,
    email: 'ana@example.com',
    displayName: 'Ana',
    role: 'agent',
    advanced: false,
    shopAccess: 'all',
    status: 'active',
    language: 'es',
    version,
    accessVersion: version,
    actor,
    occurredAt,
  };
}

/** An event of a state topic. */
export const member = (userId: string, version = 1): OutgoingEvent<typeof memberState> =>
  event(memberState, memberData(userId, version), { accountId });
