import { AnswerField, InputRules, LanguageField, TextField } from '@switchboard/http';
import { CardField, exactlyOneContent, MessageTextField, SentAtField } from './content-fields.js';
import type { CardDto } from '../chats/message.dto.js';

/** A customer's message, as a storefront hands it over. Exactly one of text and card. */
@InputRules(exactlyOneContent)
export class InboundMessageDto {
  /** The shop's own id of the customer. */
  @TextField({ max: 200 })
  customerId: string;

  /** Shown to agents. */
  @TextField({ max: 200, optional: true })
  customerName?: string;

  /** BCP 47. */
  @LanguageField({ optional: true })
  customerLanguage?: string;

  /** The storefront's id of the message: delivered twice, it has one effect. */
  @TextField({ max: 200 })
  externalMessageId: string;

  /** 1-4,000 characters. */
  @MessageTextField()
  text?: string;

  /** `kind` and opaque JSON, up to 8 KB. */
  @CardField()
  card?: CardDto;

  /** When the customer wrote it; shown only. */
  @SentAtField()
  sentAt?: string;
}

/** Where the message went. */
export class InboundAcceptedDto {
  /** The customer's chat. */
  @AnswerField({ format: 'uuid' })
  chatId: string;

  /** The stored message. */
  @AnswerField({ format: 'uuid' })
  messageId: string;
}
