import { afterDetection, customerLanguage } from '../detection/chat-language.policy.js';
import type { ChatRow } from './chat-row.js';

/** What a customer's message told about its language. */
export interface Heard {
  readonly seq: number;
  readonly language: string | null;
}

/**
 * The chat after what was heard; its language's version rises where others must be told. Without `heard`:
 * something beside the messages may have changed it.
 */
export function hear(chat: ChatRow, heard?: Heard): ChatRow {
  const counts = heard !== undefined && heard.seq > chat.heardSeq;
  const after = counts ? afterDetection(chat, heard.language) : chat;
  const language = customerLanguage(after.found, chat.storefrontLanguage, chat.shopLanguage);
  return {
    ...chat,
    found: after.found,
    candidate: after.candidate,
    heardSeq: counts ? heard.seq : chat.heardSeq,
    language,
    languageVersion: chat.languageVersion + (language === chat.language ? 0 : 1),
  };
}
