import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT } from '@switchboard/chassis';
import { statement, type Transaction } from '@switchboard/persistence';
import type { RoutingEnvironment } from '../environment.js';
import type { CardDto } from '../chats/message.dto.js';
import { ReleaseReplies } from './release-replies.js';
import { translationNeed } from './translation-need.js';
import { TranslationStates } from './translation-states.js';

/** A reply that was just stored in its chat. */
export interface StoredReply {
  accountId: string;
  shopId: string;
  chatId: string;
  messageId: string;
  seq: number;
  customerId: string;
  /** What is known of the customer's language without translation: the storefront's word, else the shop's. */
  customerLanguage: string | null;
  agent: { id: string; nickname: string; avatarHash: string | null };
  agentLanguage: string | null;
  text: string | null;
  card: CardDto | null;
}

const hold = statement(
  'hold-reply',
  `insert into reply (shop_id, chat_id, seq, account_id, message_id, customer_id, agent, text, card, language, due_at, status)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, switchboard_now() + make_interval(secs => $11::float8 / 1000), $12)`,
);

const recentWords = statement(
  'recent-words-of-customer',
  `select 1 from (
     select text, direction, accepted_at from message where shop_id = $1 and chat_id = $2 order by seq desc limit 20
   ) latest
   where direction = 'in' and text ~ '[[:alpha:]]'
     and accepted_at > switchboard_now() - make_interval(secs => $3::float8 / 1000) limit 1`,
);

/**
 * Puts a reply on its way: it waits for its translation, at most until the limit, or leaves in this very
 * transaction where there is nothing to translate and nothing earlier waits.
 */
@Injectable()
export class HoldReply {
  constructor(
    @Inject(ENVIRONMENT) private readonly environment: RoutingEnvironment,
    private readonly states: TranslationStates,
    private readonly release: ReleaseReplies,
  ) {}

  /** The chat's row is locked by the caller. Answers the language of the original. */
  async run(tx: Transaction, reply: StoredReply): Promise<void> {
    const { shopId, chatId } = reply;
    const { setting, customerLanguage, heard } = await this.states.forReply(
      tx,
      shopId,
      chatId,
      reply.agent.id,
    );
    const need = translationNeed({
      text: reply.text,
      setting,
      authorLanguage: reply.agentLanguage,
      customerLanguage: customerLanguage ?? reply.customerLanguage,
      unheard: !heard && (await this.customerJustWrote(tx, reply)),
    });
    await tx.query(hold, [
      reply.shopId, reply.chatId, reply.seq, reply.accountId, reply.messageId, reply.customerId, reply.agent,
      reply.text, reply.card, need.language, this.environment.OUTBOUND_LIMIT_MS, need.needed ? null : 'not_needed',
    ]); // prettier-ignore
    await this.release.run(tx, shopId, chatId);
  }

  /** Within the limit, words of the customer may still be on their way through translation. */
  private async customerJustWrote(tx: Transaction, { shopId, chatId }: StoredReply): Promise<boolean> {
    const rows = await tx.query(recentWords, [shopId, chatId, this.environment.OUTBOUND_LIMIT_MS]);
    return rows.length > 0;
  }
}
