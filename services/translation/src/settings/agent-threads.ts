import { Injectable } from '@nestjs/common';
import { statement, type Transaction } from '@switchboard/persistence';
import { PRIORITY } from '../translating/queue/translation-work.js';
import { WorkQueue } from '../translating/queue/work-queue.js';

const held = statement(
  'chats_held',
  `select id as "chatId", shop_id as "shopId" from chat
   where account_id = $1 and agent_id = $2 and state = 'assigned' and ($3::uuid is null or shop_id = $3)
     and ($4::uuid is null or id = $4)
   order by last_message_at desc`,
);

/** Which of an agent's chats. */
export interface ThreadsOf {
  readonly accountId: string;
  readonly userId: string;
  readonly shopId?: string;
  readonly chatId?: string;
}

/** "On a change of the agent's language or setting the last 50 messages are translated for them." */
@Injectable()
export class AgentThreads {
  constructor(private readonly queue: WorkQueue) {}

  /** Puts down the agent's open chats, the liveliest first. */
  async translateAgain(tx: Transaction, { accountId, userId, shopId, chatId }: ThreadsOf): Promise<void> {
    const params = [accountId, userId, shopId ?? null, chatId ?? null];
    const chats = await tx.query<{ chatId: string; shopId: string }>(held, params);
    await this.queue.add(
      tx,
      chats.map((chat) => ({
        ...chat,
        accountId,
        userId,
        messageId: null,
        purpose: 'thread' as const,
        priority: PRIORITY.background,
      })),
    );
  }
}
