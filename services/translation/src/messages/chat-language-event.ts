import { chatLanguage, systemActor } from '@switchboard/contracts';
import { event, type OutgoingEvent } from '@switchboard/messaging';
import type { ChatRow } from './chat-row.js';

/** A chat whose customer's language is published. */
export type ToldLanguage = Pick<ChatRow, 'id' | 'accountId' | 'shopId' | 'language' | 'languageVersion'>;

/** The language's event on translation.settings.v1. */
export function languageEvent(chat: ToldLanguage, now: Date): OutgoingEvent {
  const { id: chatId, accountId, shopId, language, languageVersion: version } = chat;
  const data = {
    accountId,
    shopId,
    chatId,
    language,
    version,
    actor: systemActor,
    occurredAt: now.toISOString(),
  };
  return event(chatLanguage, data, { accountId, shopId });
}
