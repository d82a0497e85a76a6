import { Injectable } from '@nestjs/common';
import { userActor } from '@switchboard/contracts';
import { CloseChats } from './close-chats.js';
import { auditHeaders } from './audit-headers.js';
import { ChangeChat } from './change-chat.js';
import type { CloseChatDto } from './chat-commands.dto.js';
import type { ChatDto } from './chat.dto.js';
import type { ShopUser } from './shop-readers.js';

/** Closes a chat that the caller has read to its end: no message is closed away unread. */
@Injectable()
export class CloseChat {
  constructor(
    private readonly change: ChangeChat,
    private readonly closes: CloseChats,
  ) {}

  run(shop: ShopUser, chatId: string, { expectedVersion, lastSeq }: CloseChatDto): Promise<ChatDto> {
    return this.change.asked({ shop, chatId, expectedVersion, action: 'close' }, () =>
      this.closes.close({
        shopId: shop.shopId,
        chatId,
        version: expectedVersion,
        lastSeq,
        actor: userActor(shop.userId),
        reason: 'manual',
        auditHeaders: auditHeaders(),
      }),
    );
  }
}
