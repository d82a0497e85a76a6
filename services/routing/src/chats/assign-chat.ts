import { Injectable } from '@nestjs/common';
import { userActor } from '@switchboard/contracts';
import { statement } from '@switchboard/persistence';
import { auditHeaders } from './audit-headers.js';
import { ChangeChat } from './change-chat.js';
import { ChatChanges } from './chat-changes.js';
import type { AssignChatDto } from './chat-commands.dto.js';
import type { ChatDto } from './chat.dto.js';
import type { ShopUser } from './shop-readers.js';

/** The transfer of named chats; also the assignment of one. */
export const transferChats = statement(
  'transfer-chats',
  `select transfer_chats_v1($1, $2::uuid[], $3::int[], $4, $5::jsonb, $6::jsonb) as answer`,
);

/** Gives one chat to an agent, or takes it: accept-chats and maximum capacity are not asked. */
@Injectable()
export class AssignChat {
  constructor(
    private readonly change: ChangeChat,
    private readonly changes: ChatChanges,
  ) {}

  run(shop: ShopUser, chatId: string, { agentId, expectedVersion }: AssignChatDto): Promise<ChatDto> {
    const target = agentId === 'me' ? shop.userId : agentId;
    const params = [shop.shopId, [chatId], [expectedVersion], target, userActor(shop.userId), auditHeaders()];
    return this.change.run({
      shop,
      chatId,
      expectedVersion,
      action: target === shop.userId ? 'transfer_to_me' : 'transfer_to_others',
      change: async (tx) => {
        const { outcome, items } = await this.changes.call(tx, transferChats, params);
        if (outcome !== 'done') return { outcome };
        const [, itemOutcome, version] = items![0]!;
        const moved = itemOutcome === 'moved' || itemOutcome === 'unchanged';
        return { outcome: moved ? 'done' : itemOutcome, version: moved ? undefined : (version ?? undefined) };
      },
    });
  }
}
