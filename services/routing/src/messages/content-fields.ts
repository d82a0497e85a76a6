import { MESSAGE_TEXT_LIMIT } from '@switchboard/contracts';
import { CustomField, invalidInput } from '@switchboard/http';
import { cardFault, cardKind, sentAtFault, textFault } from './message-content.js';

const cardSchema = {
  type: 'object' as const,
  required: ['kind', 'data'],
  additionalProperties: false,
  properties: {
    kind: { type: 'string' as const, pattern: cardKind.source },
    data: { type: 'object' as const, additionalProperties: true },
  },
};

/** A message's text, where there is no card. */
export const MessageTextField = (): PropertyDecorator =>
  CustomField({ type: 'string', minLength: 1, maxLength: MESSAGE_TEXT_LIMIT }, textFault, { optional: true });

/** A message's card, where there is no text. */
export const CardField = (): PropertyDecorator =>
  CustomField(cardSchema, cardFault, { optional: true, description: '`kind` and opaque JSON, up to 8 KB' });

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
