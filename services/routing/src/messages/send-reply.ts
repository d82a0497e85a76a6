import { Injectable } from '@nestjs/common';
import { messageCreated, userActor } from '@switchboard/contracts';
import { problem } from '@switchboard/http';
import { event, Outbox } from '@switchboard/messaging';
import { statement, TransactionRunner, type Transaction } from '@switchboard/persistence';
import { v7 as uuidv7 } from 'uuid';
import { refusalOf } from '../chats/chat.errors.js';
import { toCustomer, unnamedAgent, type ChatRow } from '../chats/chat-row.js';
import { ReadChat } from '../chats/read-chat.query.js';
import type { ShopUser } from '../chats/shop-readers.js';
import { HoldReply } from '../outbound/hold-reply.js';
import type { MessageDto } from '../chats/message.dto.js';
import { messageColumns, toMessage, type MessageRow } from '../chats/message-row.js';
import type { NewReplyDto } from './send-reply.dto.js';

const lockChat = statement(
  'lock-chat-for-reply',
  `select s.customer_language as shop_language, a.nickname as own_nickname, a.avatar_hash as own_avatar_hash
   from chat c join shop s on s.id = c.shop_id
   left join agent a on a.shop_id = c.shop_id and a.id = $3
   where c.shop_id = $1 and c.id = $2 for no key update of c`,
);
const firstOne = statement(
  'read-repeated-reply',
  `select ${messageColumns} from message where shop_id = $1 and chat_id = $2 and client_message_id = $3`,
);
const insertMessage = statement(
  'insert-reply',
  `insert into message (shop_id, id, chat_id, seq, direction, client_message_id, author_id, author_nickname, text, card,
     language, sent_at, accepted_at, delivery_status)
   select $1, $2, $3, $4, 'out', $5, $6, $7, $8, $9, null, t.now, t.now, 'pending'
   from (select switchboard_now() as now) t
   returning ${messageColumns}`,
);
const touchChat = statement(
  'touch-chat-by-reply',
  `update chat set seq = $3, last_message_at = $4, unanswered_since = null, revision = revision + 1
   where shop_id = $1 and id = $2`,
);
const readMessage = statement(
  'read-sent-reply',
  `select ${messageColumns} from message where shop_id = $1 and id = $2`,
);

interface LockedChat {
  shop_language: string | null;
  own_nickname: string | null;
  own_avatar_hash: string | null;
}

/** What became of a reply. */
export interface SentReply {
  message: MessageDto;
  /** False: the clientMessageId was seen before, this is the first message under it. */
  created: boolean;
}

/** An agent answers in their own chat. Article: "what the agent writes reaches the customer in the customer's". */
@Injectable()
export class SendReply {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly chats: ReadChat,
    private readonly outbox: Outbox,
    private readonly hold: HoldReply,
  ) {}

  async run(shop: ShopUser, chatId: string, reply: NewReplyDto): Promise<SentReply> {
    await this.chats.row(shop, chatId);
    // Ids of frontends are unique per author at best: two agents may both start counting at 1.
    const clientId = `${shop.userId}:${reply.clientMessageId}`;
    return this.transactions.run(async (tx) => {
      const [locked] = await tx.query<LockedChat>(lockChat, [shop.shopId, chatId, shop.userId]);
      if (!locked) throw problem('not_found');
      const chat = await this.chats.row(shop, chatId, tx);
      const [first] = await tx.query<MessageRow>(firstOne, [shop.shopId, chatId, clientId]);
      if (first) return { message: toMessage(first), created: false };
      const refusal = refusalOf(shop, chat, 'reply');
      if (refusal) throw problem(refusal);
      return { message: await this.store(tx, shop, chat, locked, clientId, reply), created: true };
    });
  }

  private async store(
    tx: Transaction,
    shop: ShopUser,
    chat: ChatRow,
    locked: LockedChat,
    clientId: string,
    reply: NewReplyDto,
  ): Promise<MessageDto> {
    const { text = null, card = null } = reply as {
      text?: string | null;
      card?: NewReplyDto['card'] | null;
    };
    const agent = {
      id: shop.userId,
      nickname: locked.own_nickname ?? unnamedAgent,
      avatarHash: locked.own_avatar_hash,
    };
    const [stored] = await tx.query<MessageRow>(insertMessage, [
      shop.shopId, uuidv7(), chat.id, chat.seq + 1, clientId, agent.id, agent.nickname, text, card,
    ]); // prettier-ignore
    const message = toMessage(stored!);
    await tx.query(touchChat, [shop.shopId, chat.id, message.seq, stored!.accepted_at]);
    await this.tell(tx, shop, chat, message);
    await this.hold.run(tx, {
      accountId: chat.account_id,
      shopId: shop.shopId,
      chatId: chat.id,
      messageId: message.id,
      seq: message.seq,
      customerId: chat.customer_id,
      customerLanguage: chat.customer_language ?? locked.shop_language,
      agent,
      agentLanguage: shop.language,
      text,
      card,
    });
    const [sent] = await tx.query<MessageRow>(readMessage, [shop.shopId, message.id]);
    return toMessage(sent!);
  }

  private async tell(tx: Transaction, shop: ShopUser, chat: ChatRow, message: MessageDto) {
    const { delivery: _delivery, translations: _translations, ...told } = message;
    const data = {
      accountId: chat.account_id,
      shopId: shop.shopId,
      message: { ...told, direction: 'out' as const },
      customer: toCustomer(chat),
      agentId: chat.agent_id,
      actor: userActor(shop.userId),
      occurredAt: message.acceptedAt,
    };
    const context = {
      accountId: chat.account_id,
      shopId: shop.shopId,
      aggregate: { type: 'chat', id: chat.id },
    };
    await this.outbox.append(tx, [event(messageCreated, data, context)]);
  }
}
