import { Injectable } from '@nestjs/common';
import { problem } from '@switchboard/http';
import { statement, TransactionRunner } from '@switchboard/persistence';
import { ShopNotices } from '../event-log/shop-notices.js';
import type { ChatDto } from './chat.dto.js';
import { maxInteger } from '../db/max-integer.js';
import { ReadChat } from './read-chat.query.js';
import type { ShopReader } from './shop-readers.js';

const moveMarker = statement(
  'move-read-marker',
  `update chat c set read_seq = least($3::int, c.seq), revision = c.revision + 1,
     unread = (select count(*)::int from message m
       where m.shop_id = c.shop_id and m.chat_id = c.id and m.seq > $3::int and m.direction = 'in')
   where c.shop_id = $1 and c.id = $2 and c.agent_id = $4 and c.state = 'assigned' and c.read_seq < least($3::int, c.seq)
   returning c.read_seq`,
);

/** The unread marker: one per chat, moved forward only, by the assigned agent. */
@Injectable()
export class MarkRead {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly chats: ReadChat,
    private readonly notices: ShopNotices,
  ) {}

  /** Answers the chat as it is now. */
  async run(shop: ShopReader, chatId: string, upToSeq: number): Promise<ChatDto> {
    const row = await this.chats.row(shop, chatId);
    if (row.state !== 'assigned' || row.agent_id !== shop.userId) throw problem('permission.denied');
    await this.transactions.run(async (tx) => {
      // Under the chat's lock, so that a message that comes meanwhile is counted once.
      await tx.query('select 1 from chat where id = $1 for no key update', [chatId]);
      const moved = await tx.query(moveMarker, [
        shop.shopId,
        chatId,
        Math.min(upToSeq, maxInteger),
        shop.userId,
      ]);
      if (moved.length) await this.notices.publishAfterCommit(tx, shop.shopId, { kind: 'chat', chatId });
    });
    return this.chats.run(shop, chatId);
  }
}
