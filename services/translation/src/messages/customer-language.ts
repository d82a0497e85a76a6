import { afterDetection, customerLanguage } from '../detection/chat-language.policy.js';
import type { ChatRow } from './chat-row.js';

/** The language detected in a customer's message; null: the text does not tell. */
export interface DetectedLanguage {
  readonly seq: number;
  readonly language: string | null;
}

/**
 * The chat after a detection; the version of its language rises where it must be published for routing. Without `detected`: the
 * storefront or the shop may have named another language.
 */
export function withDetection(chat: ChatRow, detected?: DetectedLanguage): ChatRow {
  const counts = detected !== undefined && detected.seq > chat.detectedSeq;
  const after = counts ? afterDetection(chat, detected.language) : chat;
  const language = customerLanguage(after.found, chat.storefrontLanguage, chat.shopLanguage);
  return {
    ...chat,
    found: after.found,
    candidate: after.candidate,
    detectedSeq: counts ? detected.seq : chat.detectedSeq,
    language,
    languageVersion: chat.languageVersion + (language === chat.language ? 0 : 1),
  };
}
