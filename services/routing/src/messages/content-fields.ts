import { MESSAGE_TEXT_LIMIT, messageTextFault } from '@switchboard/contracts';
import { CustomField, invalidInput } from '@switchboard/http';
import { CardDto } from '../chats/message.dto.js';
import { cardFault, sentAtFault } from './message-content.js';

/** A message's text, where there is no card. */
export const MessageTextField = (): PropertyDecorator =>
  CustomField({ type: 'string', minLength: 1, maxLength: MESSAGE_TEXT_LIMIT }, messageTextFault, {
    optional: true,
  });

/** A message's card, where there is no text. */
export const CardField = (): PropertyDecorator =>
  CustomField({ type: () => CardDto }, cardFault, { optional: true });

/** When a message was written. */
export const SentAtField = (): PropertyDecorator =>
  CustomField({ type: 'string', format: 'date-time' }, sentAtFault, { optional: true });

/** Exactly one of text and card; throws request.invalid. */
export function requireOneContent({
  text,
  card,
}: {
  text?: string | undefined;
  card?: object | undefined;
}): void {
  if ((text === undefined) !== (card === undefined)) return;
  throw invalidInput(text === undefined ? 'text' : 'card', 'one_of', 'Send exactly one of text and card');
}
