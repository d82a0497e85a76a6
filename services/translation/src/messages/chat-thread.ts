import { isId } from '@switchboard/http';
import { InvalidEventError } from '@switchboard/messaging';
import { canonicalLanguage } from '@switchboard/text';
import { PRIORITY, type NewWork } from '../translating/queue/translation-work.js';
import type { HeldChat, WrittenChat } from './chat-copies.js';
import type { ChatRow } from './chat-row.js';
import { withDetection } from './customer-language.js';
import { chatOf, type ChatChangeEvent, type MessageEvent, type RoutingEvent } from './routing-event.js';

/** A message as it is kept. */
export interface KeptMessage {
  id: string;
  accountId: string;
  shopId: string;
  chatId: string;
  seq: number;
  direction: 'in' | 'out';
  authorId: string | null;
  text: string | null;
  /** The language of its own text, where it was detected. */
  language: string | null;
}

/** One chat while events are applied to it, in the order in which they came. */
export class ChatThread {
  readonly messages: KeptMessage[] = [];
  readonly work: NewWork[] = [];
  private chat: ChatRow;
  private withMessage = false;
  private readonly languageVersionBefore: number;

  constructor(private readonly held: HeldChat) {
    this.chat = held.chat;
    this.languageVersionBefore = held.chat.languageVersion;
  }

  /** As it is after the events so far. */
  get now(): ChatRow {
    return this.chat;
  }

  get written(): WrittenChat {
    return { chat: this.chat, known: this.held.known, withMessage: this.withMessage };
  }

  /** Whether the customer's language changed, which must be published for routing. */
  get languageChanged(): boolean {
    return this.chat.languageVersion !== this.languageVersionBefore;
  }

  /** `language`: of the message's own text. */
  message(event: MessageEvent, language: string | null): void {
    this.begin(event);
    const { accountId, shopId, message } = event.data;
    const { id, chatId, seq, direction, author, text } = message;
    this.withMessage = true;
    this.messages.push({
      id,
      accountId,
      shopId,
      chatId,
      seq,
      direction,
      authorId: author.id,
      text,
      language,
    });
    this.work.push(...workOn(event.data, this.chat));
    if (direction === 'in') this.chat = withDetection(this.chat, { seq, language });
  }

  /** The newest state wins. */
  changed(event: ChatChangeEvent): void {
    this.begin(event);
    const { accountId, shopId, chat, previousAgentId } = event.data;
    const before = this.chat.agentId;
    this.chat = withDetection(this.chat);
    if (chat.version <= this.chat.version) return;
    const agentId = chat.agent?.id ?? null;
    const lastAgentId = agentId ?? previousAgentId ?? this.chat.lastAgentId;
    this.chat = { ...this.chat, state: chat.state, agentId, lastAgentId, version: chat.version };
    if (!agentId || agentId === before) return;
    const thread = { accountId, shopId, chatId: chat.id, messageId: null, userId: agentId };
    this.work.push({ ...thread, purpose: 'thread', priority: PRIORITY.assignment });
  }

  /** An id that is another tenant's is refused. */
  private begin(event: RoutingEvent): void {
    const { accountId, shopId, storefrontLanguage } = chatOf(event);
    if (this.chat.accountId !== accountId || this.chat.shopId !== shopId)
      throw new InvalidEventError('event.foreign_chat');
    const given = canonicalLanguage(storefrontLanguage);
    if (given !== null) this.chat = { ...this.chat, storefrontLanguage: given };
  }
}

/** "Incoming is translated for the assigned agent, outgoing by the sender's setting; queued chats not until assigned." */
function workOn({ accountId, shopId, message, agentId }: MessageEvent['data'], chat: ChatRow): NewWork[] {
  const work = { accountId, shopId, chatId: message.chatId, messageId: message.id };
  if (message.direction === 'out') {
    const sender = message.author.id;
    return isId(sender) ? [{ ...work, userId: sender, purpose: 'customer', priority: PRIORITY.reply }] : [];
  }
  if (message.text === null) return [];
  // The event says who held the chat when it was written, the copy may know a later one: both read it.
  const readers = new Set([agentId, chat.agentId].filter((reader) => reader !== null));
  return [...readers].map((userId) => ({ ...work, userId, purpose: 'reader', priority: PRIORITY.incoming }));
}
