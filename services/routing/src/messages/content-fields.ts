import { CARD_BYTES_LIMIT, MESSAGE_TEXT_LIMIT, messageTextFault } from '@switchboard/contracts';
import { CustomField, isText, isTime, rule, type InputRule } from '@switchboard/http';
import { CardDto } from '../chats/message.dto.js';
import { cardFault, sentAtFault } from './message-content.js';

/** A message's text, where there is no card. */
export const MessageTextField = (): PropertyDecorator =>
  CustomField(
    { type: 'string', minLength: 1, maxLength: MESSAGE_TEXT_LIMIT },
    [isText, ['wrong_length', messageTextFault]],
    { optional: true },
  );

/** A message's card, where there is no text. */
export const CardField = (): PropertyDecorator =>
  CustomField(
    { type: () => CardDto },
    [
      rule(
        'too_large',
        `The card must have at most ${CARD_BYTES_LIMIT} bytes of JSON`,
        (value) => Buffer.byteLength(JSON.stringify(value) ?? '') <= CARD_BYTES_LIMIT,
      ),
      ['not_a_card', cardFault],
    ],
    { optional: true },
  );

/** When a message was written. */
export const SentAtField = (): PropertyDecorator =>
  CustomField({ type: 'string', format: 'date-time' }, [isTime, ['out_of_range', sentAtFault]], {
    optional: true,
  });

/** Exactly one of text and card. */
export const exactlyOneContent: InputRule<{ text: string; card: CardDto }> = ({ text, card }) => {
  if ((text === undefined) !== (card === undefined)) return [];
  const path = text === undefined ? 'text' : 'card';
  return [{ path, code: 'one_of', message: 'Send exactly one of text and card' }];
};
