import { translationStatuses, type ReplySent } from '@switchboard/contracts';
import { AnswerField, CursorField, IntegerField } from '@switchboard/http';
import { ChatAgentDto } from '../chats/chat.dto.js';
import { CardDto } from '../chats/message.dto.js';

/** What the agent wrote. */
export class OriginalDto {
  /** The original text. */
  @AnswerField()
  text: string;

  /** Its language where it is known. */
  @AnswerField({ type: String, nullable: true })
  language: string | null;
}

/** What became of a reply's translation. */
export class ReplyTranslationDto {
  /** `unavailable`: the original leaves, because no translation came in time. */
  @AnswerField({ enum: translationStatuses })
  status: ReplySent['translation']['status'];

  /** Who translated; null where nothing was translated. */
  @AnswerField({ type: String, nullable: true, example: 'apertium' })
  provider: string | null;

  /** Why there is no translation, where that is known: `no_direction`, `provider_failed`, `too_late` and others. */
  @AnswerField({ type: String, nullable: true, required: false })
  reason?: NonNullable<ReplySent['translation']['reason']> | null;
}

/** One reply as the customer is to receive it: the data of its `chat.reply.sent` on `chat.outbound.v1`. */
export class OutboundMessageDto implements ReplySent {
  /** The seller. */
  @AnswerField({ format: 'uuid' })
  accountId: string;

  /** The shop. */
  @AnswerField({ format: 'uuid' })
  shopId: string;

  /** The chat. */
  @AnswerField({ format: 'uuid' })
  chatId: string;

  /** The message. */
  @AnswerField({ format: 'uuid' })
  messageId: string;

  /** Its place in the chat. */
  @AnswerField()
  seq: number;

  /** The shop's own id of the customer. */
  @AnswerField()
  customerId: string;

  /** Who wrote it. */
  @AnswerField()
  agent: ChatAgentDto;

  /** What the customer reads; null for a card. */
  @AnswerField({ type: String, nullable: true })
  text: string | null;

  /** A card; null for a text. */
  @AnswerField({ type: CardDto, nullable: true })
  card: CardDto | null;

  /** The language of `text`. */
  @AnswerField({ type: String, nullable: true })
  language: string | null;

  /** What the agent wrote; null for a card. */
  @AnswerField({ type: OriginalDto, nullable: true })
  original: OriginalDto | null;

  /** What became of its translation. */
  @AnswerField()
  translation: ReplyTranslationDto;

  /** When it left. */
  @AnswerField({ format: 'date-time' })
  occurredAt: string;
}

/** Replies that left, in order. */
export class OutboundPageDto {
  /** The next replies; empty when none came while waiting. */
  @AnswerField({ type: OutboundMessageDto, isArray: true })
  items: OutboundMessageDto[];

  /** Give it back next time; it is always there, and stays the same where nothing came. */
  @AnswerField()
  nextCursor: string;
}

/** From where on, and how long to wait. */
export class ListOutboundDto {
  /** `nextCursor` of the last answer; none: from the oldest that is kept (7 days). */
  @CursorField()
  cursor?: string;

  /** Seconds to wait for the next reply where there is none yet. */
  @IntegerField({ min: 0, max: 30, optional: true, query: true, description: 'Default 0' })
  wait: number = 0;

  /** Replies at most. */
  @IntegerField({ min: 1, max: 100, optional: true, query: true, description: 'Default 25' })
  limit: number = 25;
}
