import { Injectable } from '@nestjs/common';
import type { AgentView } from '@switchboard/contracts';
import type { ChatAccessStanding } from '@switchboard/permissions';
import type { ChatRow } from '../chats/chat-row.js';
import { ReadChat } from '../chats/read-chat.query.js';
import { ShopReaders } from '../chats/shop-readers.js';
import type { MessageDto } from '../chats/message.dto.js';
import { ListMessages } from '../messages/list-messages.query.js';
import { ReadAgents } from '../workload/read-agents.query.js';
import type { LogEntry } from '../event-log/shop-record.js';

/** Entries of a shop's log with everything they point at, as it is now. */
export interface LoadedChanges {
  entries: readonly LogEntry[];
  chats: ReadonlyMap<string, ChatRow>;
  messages: ReadonlyMap<string, MessageDto>;
  agents: ReadonlyMap<string, AgentView>;
  /** Set where chat access may have changed. */
  chatAccess?: { roles: ChatAccessStanding[] | undefined };
}

/** Loads what a batch of entries points at, once for all listeners of the process. */
@Injectable()
export class LoadChanges {
  constructor(
    private readonly chats: ReadChat,
    private readonly messages: ListMessages,
    private readonly agents: ReadAgents,
    private readonly readers: ShopReaders,
  ) {}

  async run(shopId: string, entries: readonly LogEntry[]): Promise<LoadedChanges> {
    const chatIds = new Set<string>();
    const messageIds = new Set<string>();
    const agentIds = new Set<string>();
    let access = false;
    for (const { record } of entries) {
      if (record.kind === 'chat' || record.kind === 'message') chatIds.add(record.chatId);
      if (record.kind === 'message') messageIds.add(record.messageId);
      if (record.kind === 'agent') agentIds.add(record.agentId);
      if (record.kind === 'settings') access ||= record.setting === 'chat-access';
    }
    const [chats, messages, agents, roles] = await Promise.all([
      this.chats.rows(shopId, [...chatIds]),
      this.messages.byIds(shopId, [...messageIds]),
      this.agents.views(shopId, [...agentIds]),
      access ? this.readers.chatAccess(shopId) : undefined,
    ]);
    return { entries, chats, messages, agents, ...(access ? { chatAccess: { roles } } : {}) };
  }
}
