import { ApiExtraModels } from '@nestjs/swagger';
import {
  CARD_KIND_PATTERN,
  directions,
  translationStatuses,
  type Direction,
  type TranslationStatus,
} from '@switchboard/contracts';
import { AnswerField } from '@switchboard/http';

/** Who wrote a message, under the name of that time. */
export class AuthorDto {
  /** A userId or the shop's customer id. */
  @AnswerField({ type: String, nullable: true })
  id: string | null;

  /** The nickname (or customer name) then. */
  @AnswerField({ type: String, nullable: true })
  nickname: string | null;
}

/** A message in another language. */
export class TranslationDto {
  /** The translated text; null when there is none. */
  @AnswerField({ type: String, nullable: true })
  text: string | null;

  /** Whether there is a text, and why not. */
  @AnswerField({ enum: translationStatuses })
  status: TranslationStatus;

  /** Who translated it. */
  @AnswerField({ type: String, nullable: true })
  provider: string | null;
}

/** What left for the customer. */
export class DeliveryDto {
  /** `pending`: a reply that still waits for its translation. */
  @AnswerField({ enum: ['pending', 'sent'] })
  status: 'pending' | 'sent';

  /** The text that the customer received. */
  @AnswerField({ type: String, nullable: true })
  text: string | null;

  /** Its language. */
  @AnswerField({ type: String, nullable: true })
  language: string | null;

  /** When it left. */
  @AnswerField({ type: String, format: 'date-time', nullable: true })
  at: string | null;
}

/** A picture, a product, an order; together at most 8 KB of JSON. */
export class CardDto {
  /** What it shows; the frontend decides how to draw it. */
  @AnswerField({ pattern: CARD_KIND_PATTERN, example: 'product' })
  kind: string;

  /** Opaque to the back office. */
  @AnswerField({ type: 'object', additionalProperties: true })
  data: Record<string, unknown>;
}

/** One message of a chat. Exactly one of text and card is set. */
@ApiExtraModels(TranslationDto)
export class MessageDto {
  /** The message's id. */
  @AnswerField({ format: 'uuid' })
  id: string;

  /** The chat it belongs to. */
  @AnswerField({ format: 'uuid' })
  chatId: string;

  /** Counts up per chat; it alone orders a thread. */
  @AnswerField()
  seq: number;

  /** From the customer (`in`), to the customer (`out`), or for colleagues only (`note`). */
  @AnswerField({ enum: directions })
  direction: Direction;

  /** Who wrote it. */
  @AnswerField()
  author: AuthorDto;

  /** The original text, 1-4,000 characters. */
  @AnswerField({ type: String, nullable: true })
  text: string | null;

  /** `kind` and opaque JSON, up to 8 KB. */
  @AnswerField({ type: CardDto, nullable: true })
  card: CardDto | null;

  /** The original's language where it is known. */
  @AnswerField({ type: String, nullable: true })
  language: string | null;

  /** By language. */
  @AnswerField({
    type: 'object',
    additionalProperties: { $ref: '#/components/schemas/TranslationDto' },
  })
  translations: Record<string, TranslationDto>;

  /** When it was written, as its writer says; shown only. */
  @AnswerField({ format: 'date-time' })
  sentAt: string;

  /** When routing accepted it. */
  @AnswerField({ format: 'date-time' })
  acceptedAt: string;

  /** Rises with every change, such as a translation or the delivery: of two answers or events the higher one stands. */
  @AnswerField({ type: 'integer' })
  revision: number;

  /** Of messages to the customer. */
  @AnswerField({ type: DeliveryDto, nullable: true })
  delivery: DeliveryDto | null;
}
