import { MESSAGE_TEXT_LIMIT } from '@switchboard/contracts';
import { AnswerField, IdField, IdListField, LanguageField, TextField } from '@switchboard/http';

/** Messages of a chat to be translated for the caller. */
export class TranslateMessagesDto {
  /** 1 to 50 messages of this chat. */
  @IdListField({ min: 1, max: 50 })
  messageIds: string[];

  /** BCP 47. */
  @LanguageField()
  to: string;
}

/** What became of one message. */
export class TranslatedMessageDto {
  /** The message. */
  @AnswerField({ format: 'uuid' })
  messageId: string;

  /** What the original was taken to be; null: not known. */
  @AnswerField({ type: String, nullable: true })
  from: string | null;

  /** `not_needed`: same or no language, or nothing but marks; `unavailable`: no provider could. */
  @AnswerField({ enum: ['translated', 'not_needed', 'unavailable'] })
  status: 'translated' | 'not_needed' | 'unavailable';

  /** The translation, where there is one. */
  @AnswerField({ type: String, nullable: true })
  text: string | null;

  /** Who made it. */
  @AnswerField({ type: String, nullable: true })
  provider: string | null;
}

/** The results, in the order asked for. */
export class TranslatedMessagesDto {
  /** One per message. */
  @AnswerField({ type: () => TranslatedMessageDto, isArray: true })
  items: TranslatedMessageDto[];
}

/** A text to be translated at once. */
export class TranslateTextDto {
  /** The shop it belongs to. */
  @IdField()
  shopId: string;

  /** 1 to 4,000 characters. */
  @TextField({ max: MESSAGE_TEXT_LIMIT, multiline: true })
  text: string;

  /** BCP 47. */
  @LanguageField()
  to: string;

  /** BCP 47; left out: found from the text. */
  @LanguageField({ optional: true })
  from?: string;
}

/** The translated text, or the original where nothing was translated. */
export class TranslatedTextDto {
  /** The text. */
  @AnswerField()
  text: string;

  /** What the original was taken to be; null: not known. */
  @AnswerField({ type: String, nullable: true })
  from: string | null;

  /** `not_needed` and `unavailable`: `text` is the original. */
  @AnswerField({ enum: ['translated', 'not_needed', 'unavailable'] })
  status: 'translated' | 'not_needed' | 'unavailable';

  /** Who made it. */
  @AnswerField({ type: String, nullable: true })
  provider: string | null;
}
