import { Injectable } from '@nestjs/common';
import type { chatOpened } from '@switchboard/contracts';
import { Inbox, type IncomingEvent } from '@switchboard/messaging';
import { TransactionRunner } from '@switchboard/persistence';
import { PRIORITY } from '../translating/queue/translation-work.js';
import { WorkQueue } from '../translating/queue/work-queue.js';
import { ChatCopies } from './chat-copies.js';
import { HearCustomer } from './hear-customer.js';

/** All changes of a chat have one shape. */
export type ChatChangeEvent = IncomingEvent<typeof chatOpened>;

/** "On assignment, transfer the last 50 messages are translated for them." */
@Injectable()
export class RecordChat {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly inbox: Inbox,
    private readonly chats: ChatCopies,
    private readonly customers: HearCustomer,
    private readonly queue: WorkQueue,
  ) {}

  async record(event: ChatChangeEvent): Promise<void> {
    const { accountId, shopId, chat, previousAgentId } = event.data;
    await this.transactions.run(async (tx) => {
      if (!(await this.inbox.once(tx, 'routing-chats', event))) return;
      const identity = { id: chat.id, accountId, shopId, storefrontLanguage: chat.customer.language };
      const known = await this.chats.lock(tx, identity);
      await this.customers.hear(tx, known);
      const newest = await this.chats.apply(tx, chat, previousAgentId);
      const agentId = chat.agent?.id;
      if (!newest || !agentId || agentId === known.agentId) return;
      await this.queue.add(tx, [
        {
          accountId,
          shopId,
          chatId: chat.id,
          messageId: null,
          userId: agentId,
          purpose: 'thread',
          priority: PRIORITY.assignment,
        },
      ]);
    });
  }
}
