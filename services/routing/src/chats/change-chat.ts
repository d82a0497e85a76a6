import { Injectable } from '@nestjs/common';
import { problem } from '@switchboard/http';
import type { ChatAction } from '@switchboard/permissions';
import { TransactionRunner, type Transaction } from '@switchboard/persistence';
import { codeOfOutcome, conflict, refusalOf } from './chat.errors.js';
import type { ChangeAnswer } from './chat-changes.js';
import type { ChatDto } from './chat.dto.js';
import { toChat } from './chat-row.js';
import { ReadChat } from './read-chat.query.js';
import type { ShopUser } from './shop-readers.js';

/** One change of one chat, asked for in the state that the caller has seen. */
export interface ChatChangeRequest {
  shop: ShopUser;
  chatId: string;
  expectedVersion: number;
  action: ChatAction;
}

/** One that is made in a transaction here. */
export interface TransactedChange extends ChatChangeRequest {
  /** The change itself; it checks the version again under its locks. */
  change: (tx: Transaction) => Promise<ChangeAnswer>;
}

/**
 * Two people on one chat: one wins, the other gets 409 with the current chat, never a flip-flop. Whether the
 * caller may is decided on the very version that the change then insists on.
 */
@Injectable()
export class ChangeChat {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly chats: ReadChat,
  ) {}

  /** Makes the change in a transaction. */
  run(request: TransactedChange): Promise<ChatDto> {
    return this.asked(request, () => this.transactions.run((tx) => request.change(tx)));
  }

  /**
   * The same for a change that commits by itself. Answers the chat as it is afterwards, also where
   * it left the caller's view: they made it so.
   */
  async asked(
    { shop, chatId, expectedVersion, action }: ChatChangeRequest,
    change: () => Promise<Pick<ChangeAnswer, 'outcome' | 'version'>>,
  ): Promise<ChatDto> {
    const row = await this.chats.row(shop, chatId);
    if (row.version !== expectedVersion) throw conflict(shop, row);
    const refusal = refusalOf(shop, row, action);
    if (refusal) throw problem(refusal);
    const answer = await change();
    const now = (await this.chats.rows(shop.shopId, [chatId])).get(chatId);
    if (answer.outcome === 'done' && now) return toChat(now, shop.reader);
    if (answer.outcome === 'version_conflict' || (answer.version ?? expectedVersion) !== expectedVersion) {
      throw conflict(shop, now);
    }
    const code = codeOfOutcome[answer.outcome];
    if (!code) throw new Error(`a change of a chat answered ${answer.outcome}`);
    throw problem(code, code === 'chat.newer_message' && now ? { chat: toChat(now, shop.reader) } : {});
  }
}
