import type { ReplySent, TranslationStatus } from '@switchboard/contracts';

/** A reply as it is stored; `status` is null until its translation's result is there. */
export interface ReplyRow {
  account_id: string;
  chat_id: string;
  message_id: string;
  seq: number;
  customer_id: string;
  agent: ReplySent['agent'];
  text: string | null;
  card: ReplySent['card'];
  language: string | null;
  status: TranslationStatus | null;
  sent_text: string | null;
  sent_language: string | null;
  provider: string | null;
}

/** The columns of a `ReplyRow`. */
export const replyColumns =
  'account_id, chat_id, message_id, seq, customer_id, agent, text, card, language, status, sent_text, sent_language, provider';

/**
 * What the customer receives: the translation where there is one, else the original. On Kafka and by REST the same,
 * before the reply is marked as sent and afterwards.
 */
export function toSent(shopId: string, reply: ReplyRow, at: Date): ReplySent {
  const status = reply.status ?? 'unavailable';
  const translated = status === 'translated' && reply.sent_text !== null;
  return {
    accountId: reply.account_id,
    shopId,
    chatId: reply.chat_id,
    messageId: reply.message_id,
    seq: reply.seq,
    customerId: reply.customer_id,
    agent: reply.agent,
    text: translated ? reply.sent_text : reply.text,
    card: reply.card,
    language: translated ? reply.sent_language : reply.language,
    original: reply.text === null ? null : { text: reply.text, language: reply.language },
    translation: { status, provider: translated ? reply.provider : null },
    occurredAt: at.toISOString(),
  };
}
