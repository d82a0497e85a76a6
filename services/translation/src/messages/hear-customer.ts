import { Injectable } from '@nestjs/common';
import { Outbox } from '@switchboard/messaging';
import type { Queryable } from '@switchboard/persistence';
import { afterDetection, customerLanguage } from '../detection/chat-language.policy.js';
import { ChatCopies } from './chat-copies.js';
import { languageEvent } from './chat-language-event.js';
import type { ChatRow } from './chat-row.js';

/** What a customer's message told about its language. */
export interface Heard {
  readonly seq: number;
  readonly language: string | null;
}

/** Keeps the chat's customer language and tells the others when it changes. */
@Injectable()
export class HearCustomer {
  constructor(
    private readonly chats: ChatCopies,
    private readonly outbox: Outbox,
  ) {}

  /** With the chat locked. Without `heard`: something beside the messages may have changed it. */
  async hear(tx: Queryable, chat: ChatRow, heard?: Heard): Promise<void> {
    const counts = heard !== undefined && heard.seq > chat.heardSeq;
    const after = counts ? afterDetection(chat, heard.language) : chat;
    const language = customerLanguage(after.found, chat.storefrontLanguage, chat.shopLanguage);
    const heardSeq = counts ? heard.seq : chat.heardSeq;
    const changed = language !== chat.language;
    if (!changed && heardSeq === chat.heardSeq) return;
    const languageVersion = chat.languageVersion + (changed ? 1 : 0);
    const { found, candidate } = after;
    const now = await this.chats.setLanguage(tx, {
      ...chat,
      found,
      candidate,
      heardSeq,
      language,
      languageVersion,
    });
    if (changed) await this.outbox.append(tx, [languageEvent({ ...chat, language, languageVersion }, now)]);
  }
}
