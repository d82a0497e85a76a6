import { Injectable } from '@nestjs/common';
import { userActor } from '@switchboard/contracts';
import { statement } from '@switchboard/persistence';
import { auditHeaders } from './audit-headers.js';
import { ChangeChat } from './change-chat.js';
import { ChatChanges } from './chat-changes.js';
import type { ChatDto } from './chat.dto.js';
import type { ShopUser } from './shop-readers.js';

const reopen = statement(
  'reopen-chat',
  'select reopen_chat_v1($1, $2, $3, $4, $5::jsonb, $6::jsonb) as answer',
);

/** Opens a closed chat again; it becomes the caller's, whatever their capacity and accept-chats say. */
@Injectable()
export class ReopenChat {
  constructor(
    private readonly change: ChangeChat,
    private readonly changes: ChatChanges,
  ) {}

  run(shop: ShopUser, chatId: string, expectedVersion: number): Promise<ChatDto> {
    const params = [
      shop.shopId,
      chatId,
      expectedVersion,
      shop.userId,
      userActor(shop.userId),
      auditHeaders(),
    ];
    return this.change.run({
      shop,
      chatId,
      expectedVersion,
      action: 'reopen',
      change: (tx) => this.changes.call(tx, reopen, params),
    });
  }
}
