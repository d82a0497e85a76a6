import { Injectable } from '@nestjs/common';
import { problem } from '@switchboard/http';
import type { ChatAction } from '@switchboard/permissions';
import { TransactionRunner, type Transaction } from '@switchboard/persistence';
import { codeOfOutcome, conflict, refusalOf } from './chat.errors.js';
import type { ChangeAnswer } from './chat-changes.js';
import type { ChatDto } from './chat.dto.js';
import { toChat } from './chat-row.js';
import { ReadChat } from './read-chat.query.js';
import type { ChatStanding } from '../event-log/shop-record.js';
import { ChatAudit } from './chat-audit.js';
import type { ShopUser } from './shop-readers.js';

/** One change of one chat, asked for in the state that the caller has seen. */
export interface ChatChangeRequest {
  shop: ShopUser;
  chatId: string;
  expectedVersion: number;
  action: ChatAction;
}

/** One that is made and audited in a transaction here. */
export interface TransactedChange extends ChatChangeRequest {
  /** How the chat stands once it is done. */
  after: (before: ChatStanding) => ChatStanding;
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
    private readonly audit: ChatAudit,
  ) {}

  /** Makes the change and its audit entry in one transaction. */
  run(request: TransactedChange): Promise<ChatDto> {
    const { shop, chatId } = request;
    return this.asked(request, (before) =>
      this.transactions.run(async (tx) => {
        const changed = await request.change(tx);
        if (changed.outcome === 'done') {
          await this.audit.append(tx, shop, [{ chatId, before, after: request.after(before) }]);
        }
        return changed;
      }),
    );
  }

  /**
   * The same for a change that commits by itself, audit entry included. Answers the chat as it is afterwards, also where
   * it left the caller's view: they made it so.
   */
  async asked(
    { shop, chatId, expectedVersion, action }: ChatChangeRequest,
    change: (before: ChatStanding) => Promise<Pick<ChangeAnswer, 'outcome' | 'version'>>,
  ): Promise<ChatDto> {
    const row = await this.chats.row(shop, chatId);
    if (row.version !== expectedVersion) throw conflict(shop, row);
    const refusal = refusalOf(shop, row, action);
    if (refusal) throw problem(refusal);
    const answer = await change({ state: row.state, agentId: row.agent_id });
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
