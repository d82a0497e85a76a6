import { Injectable } from '@nestjs/common';
import type { ChatSnapshot } from '@switchboard/contracts';
import { InvalidEventError } from '@switchboard/messaging';
import { statement, type Queryable } from '@switchboard/persistence';
import { canonicalLanguage } from '../languages/language-tag.js';
import { chatColumns, type ChatRow } from './chat-row.js';

/** Which chat an event speaks of. */
export interface ChatIdentity {
  readonly id: string;
  readonly accountId: string;
  readonly shopId: string;
  /** As the storefront gave it, in this event. */
  readonly storefrontLanguage: string | null;
}

const lock = statement(
  'chat_lock',
  `insert into chat (id, account_id, shop_id, storefront_language) values ($1, $2, $3, $4)
   on conflict (id) do update set
     storefront_language = coalesce(excluded.storefront_language, chat.storefront_language),
     last_message_at = case when $5 then switchboard_now() else chat.last_message_at end
   where chat.account_id = excluded.account_id and chat.shop_id = excluded.shop_id
   returning ${chatColumns}`,
);

const apply = statement(
  'chat_apply',
  `update chat set state = $2, agent_id = $3, last_agent_id = coalesce($4, last_agent_id), version = $5
   where id = $1 and version < $5 returning 1`,
);

const setLanguage = statement(
  'chat_language',
  `update chat set found_language = $2, candidate_language = $3, heard_seq = $4, language = $5, language_version = $6
   where id = $1 returning switchboard_now() as now`,
);

/** The copy of chats: messages and changes come on two topics, so either may be first to speak of a chat. */
@Injectable()
export class ChatCopies {
  /** Locks the chat, making it where it is not known yet. An id that is another tenant's is refused. */
  async lock(tx: Queryable, chat: ChatIdentity, withMessage = false): Promise<ChatRow> {
    const storefront = canonicalLanguage(chat.storefrontLanguage);
    const params = [chat.id, chat.accountId, chat.shopId, storefront, withMessage];
    const [row] = await tx.query<ChatRow>(lock, params);
    if (!row) throw new InvalidEventError('event.foreign_chat');
    return row;
  }

  /** The newest state wins; false: a newer one was there already. */
  async apply(tx: Queryable, chat: ChatSnapshot, previousAgentId: string | null): Promise<boolean> {
    const agentId = chat.agent?.id ?? null;
    const params = [chat.id, chat.state, agentId, agentId ?? previousAgentId, chat.version];
    return (await tx.query(apply, params)).length > 0;
  }

  /** What was heard, and the language that is told to others from now on. */
  async setLanguage(tx: Queryable, chat: ChatRow): Promise<Date> {
    const { id, found, candidate, heardSeq, language, languageVersion } = chat;
    const [row] = await tx.query<{ now: Date }>(setLanguage, [
      id,
      found,
      candidate,
      heardSeq,
      language,
      languageVersion,
    ]);
    return row!.now;
  }
}
