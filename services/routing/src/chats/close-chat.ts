import { Injectable } from '@nestjs/common';
import { statement } from '@switchboard/persistence';
import { ChangeChat } from './change-chat.js';
import { ChatChanges, userActor } from './chat-changes.js';
import type { CloseChatDto } from './chat-commands.dto.js';
import type { ChatDto } from './chat.dto.js';
import type { ShopUser } from './shop-readers.js';

const close = statement('close-chat', `select close_chat_v1($1, $2, $3, $4, $5::jsonb, 'manual') as answer`);

/** Closes a chat that the caller has read to its end: nobody's message is closed away unread. */
@Injectable()
export class CloseChat {
  constructor(
    private readonly change: ChangeChat,
    private readonly changes: ChatChanges,
  ) {}

  run(shop: ShopUser, chatId: string, { expectedVersion, lastSeq }: CloseChatDto): Promise<ChatDto> {
    const params = [shop.shopId, chatId, expectedVersion, lastSeq, userActor(shop.userId)];
    return this.change.run({
      shop,
      chatId,
      expectedVersion,
      action: 'close',
      after: ({ agentId }) => ({ state: 'closed', agentId }),
      change: (tx) => this.changes.call(tx, close, params),
    });
  }
}
