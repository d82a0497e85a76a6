import { Injectable } from '@nestjs/common';
import { knownWord, translationStatuses, type MessageTranslated } from '@switchboard/contracts';
import { statement, type Transaction } from '@switchboard/persistence';
import { ReleaseReplies } from './release-replies.js';

const keepTranslations = statement(
  'keep-translations',
  `update message m set revision = m.revision + 1, translations = m.translations || r.translations, language = coalesce(m.language, r.language)
   from (
     select "shopId" as shop_id, "chatId" as chat_id, "messageId" as id, min("from") as language,
       jsonb_object_agg("to", jsonb_build_object('text', text, 'status', status, 'provider', provider)) as translations
     from jsonb_to_recordset($1::jsonb) as r("shopId" uuid, "chatId" uuid, "messageId" uuid, "to" text, "from" text,
       status text, text text, provider text)
     group by 1, 2, 3
   ) as r
   where m.shop_id = r.shop_id and m.chat_id = r.chat_id and m.id = r.id`,
);
const keepResult = statement(
  'keep-reply-result',
  `update reply set status = $4, sent_text = $5, sent_language = $6, provider = $7, language = coalesce($8, language)
   where shop_id = $1 and chat_id = $2 and message_id = $3 and sent_at is null and status is null`,
);
const lockChats = statement(
  'lock-chats-of-translations',
  'select 1 from chat where id = any ($1::uuid[]) order by id for no key update',
);

/** Translations' results: shown to readers, and, for a reply still held, what lets it go. */
@Injectable()
export class ApplyTranslation {
  constructor(private readonly release: ReleaseReplies) {}

  /** Several at once: chats are locked by id, replies leave shop by shop. */
  async run(tx: Transaction, told: readonly MessageTranslated[]): Promise<void> {
    const results = told.map(withKnownStatus);
    await tx.query(lockChats, [[...new Set(results.map(({ chatId }) => chatId))]]);
    const shown = results.filter(({ to }) => to !== null);
    if (shown.length > 0) await tx.query(keepTranslations, [JSON.stringify(shown)]);
    const forCustomers = results.filter(({ purpose }) => purpose === 'customer');
    const placeOf = ({ shopId, chatId }: MessageTranslated) => `${shopId} ${chatId}`;
    const inOrder = forCustomers.sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
    for (const result of inOrder) await this.letGo(tx, result);
  }

  private async letGo(tx: Transaction, result: MessageTranslated): Promise<void> {
    const { shopId, chatId, messageId, to, from, status, text, provider } = result;
    const language = status === 'translated' ? to : null;
    await tx.query(keepResult, [shopId, chatId, messageId, status, text, language, provider, from]);
    await this.release.run(tx, shopId, chatId);
  }
}

/** What a newer release says besides is no text to show, nor one to send: the original stands. */
function withKnownStatus(result: MessageTranslated): MessageTranslated {
  const status = knownWord(translationStatuses, result.status, undefined);
  return status === undefined ? { ...result, status: 'unavailable', text: null } : result;
}
