import { Injectable } from '@nestjs/common';
import { replySent } from '@switchboard/contracts';
import { event, Outbox } from '@switchboard/messaging';
import { statement, type Transaction } from '@switchboard/persistence';
import { replyColumns, toSent, type ReplyRow } from './sent-reply.js';

/** A reply that has not left yet. */
interface HeldReply extends ReplyRow {
  due: boolean;
  now: Date;
}

const lockChat = statement(
  'lock-chat-of-replies',
  'select 1 from chat where id = $2 and shop_id = $1 for no key update',
);
const heldReplies = statement(
  'held-replies',
  `select ${replyColumns}, due_at <= switchboard_now() as due, switchboard_now() as now
   from reply where shop_id = $1 and chat_id = $2 and sent_at is null order by seq for update`,
);
const takeNumbers = statement(
  'take-reply-numbers',
  `insert into reply_counter (shop_id, last_no) values ($1, $2)
   on conflict (shop_id) do update set last_no = reply_counter.last_no + excluded.last_no returning last_no`,
);
const markSent = statement(
  'mark-reply-sent',
  `update reply set status = $4, sent_text = $5, sent_language = $6, sent_at = $7, sent_no = $8
   where shop_id = $1 and chat_id = $2 and seq = $3 and sent_at is null`,
);
const markDelivered = statement(
  'mark-message-delivered',
  `update message set revision = revision + 1, delivery_status = 'sent', delivery_text = $3, delivery_language = $4, delivery_at = $5
   where shop_id = $1 and id = $2`,
);

/**
 * Lets a chat's replies go, in the order of seq: up to the first that still waits for its translation and
 * whose limit has not come. The one place where `chat.outbound.v1` is made, under the chat's lock, so that
 * each reply leaves exactly once whatever is delivered twice or late.
 */
@Injectable()
export class ReleaseReplies {
  constructor(private readonly outbox: Outbox) {}

  /** Answers how many left. */
  async run(tx: Transaction, shopId: string, chatId: string): Promise<number> {
    await tx.query(lockChat, [shopId, chatId]);
    const held = await tx.query<HeldReply>(heldReplies, [shopId, chatId]);
    const waits = held.findIndex((reply) => reply.status === null && !reply.due);
    const leaving = waits < 0 ? held : held.slice(0, waits);
    if (leaving.length === 0) return 0;
    const [counter] = await tx.query<{ last_no: number }>(takeNumbers, [shopId, leaving.length]);
    let number = counter!.last_no - leaving.length;
    for (const reply of leaving) {
      const sent = toSent(shopId, reply, reply.now);
      const { text, language, translation } = sent;
      await tx.query(markSent, [
        shopId,
        chatId,
        reply.seq,
        translation.status,
        text,
        language,
        reply.now,
        ++number,
      ]);
      await tx.query(markDelivered, [shopId, reply.message_id, text, language, reply.now]);
      await this.outbox.append(tx, [
        event(replySent, sent, {
          accountId: reply.account_id,
          shopId,
          aggregate: { type: 'chat', id: chatId },
        }),
      ]);
    }
    return leaving.length;
  }
}
