import { Injectable } from '@nestjs/common';
import type { MessageTranslated } from '@switchboard/contracts';
import { statement, type Transaction } from '@switchboard/persistence';
import { ReleaseReplies } from './release-replies.js';

const keepTranslation = statement(
  'keep-translation',
  `update message set translations = translations || jsonb_build_object($4::text, $5::jsonb),
     language = coalesce(language, $6)
   where shop_id = $1 and chat_id = $2 and id = $3`,
);
const keepResult = statement(
  'keep-reply-result',
  `update reply set status = $4, sent_text = $5, sent_language = $6, provider = $7, language = coalesce($8, language)
   where shop_id = $1 and chat_id = $2 and message_id = $3 and sent_at is null and status is null`,
);
const lockChat = statement(
  'lock-chat-of-translation',
  'select 1 from chat where id = $2 and shop_id = $1 for no key update',
);

/** A translation's result: shown to readers, and, for a reply still held, what lets it go. */
@Injectable()
export class ApplyTranslation {
  constructor(private readonly release: ReleaseReplies) {}

  async run(tx: Transaction, result: MessageTranslated): Promise<void> {
    const { shopId, chatId, messageId, to, from, status, text, provider } = result;
    await tx.query(lockChat, [shopId, chatId]);
    if (to !== null) {
      await tx.query(keepTranslation, [shopId, chatId, messageId, to, { text, status, provider }, from]);
    }
    if (result.purpose !== 'customer') return;
    const held = [
      shopId,
      chatId,
      messageId,
      status,
      text,
      status === 'translated' ? to : null,
      provider,
      from,
    ];
    await tx.query(keepResult, held);
    await this.release.run(tx, shopId, chatId);
  }
}
