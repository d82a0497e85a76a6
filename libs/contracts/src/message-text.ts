import { hasSomethingToSee, lengthFault } from '@switchboard/text';
import Type from 'typebox';
import { text } from './fields.js';

/** Characters (code points) of a message's text, at most. */
export const MESSAGE_TEXT_LIMIT = 4_000;

/** Why a value cannot be a message's text, in words, or undefined. REST and Kafka ask the same function. */
export function messageTextFault(value: unknown): string | undefined {
  const fault = lengthFault(value, { max: MESSAGE_TEXT_LIMIT });
  if (fault !== undefined) return fault;
  return hasSomethingToSee(value as string) ? undefined : 'The text must have something to see';
}

/** The schema of a message's text: 1 to 4,000 characters with something to see. */
export const messageText = Type.Refine(
  text(MESSAGE_TEXT_LIMIT),
  (value) => messageTextFault(value) === undefined,
  (value) => messageTextFault(value) ?? 'must be a text',
);
