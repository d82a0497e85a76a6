import { InputRules, TextField } from '@switchboard/http';
import { CardField, exactlyOneContent, MessageTextField } from './content-fields.js';
import type { CardDto } from '../chats/message.dto.js';

/** A reply of an agent to the customer. Exactly one of text and card. */
@InputRules(exactlyOneContent)
export class NewReplyDto {
  /** 1-4,000 characters. */
  @MessageTextField()
  text?: string;

  /** `kind` and opaque JSON, up to 8 KB. */
  @CardField()
  card?: CardDto;

  /** The frontend's own id of the message: a repeated one answers 200 with the first. */
  @TextField({ max: 100 })
  clientMessageId: string;
}
