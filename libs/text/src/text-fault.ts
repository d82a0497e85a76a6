import { CONTROL, CONTROL_IN_LINES, codeOf, lengthOf } from './characters.js';

/** What a text may look like. */
export interface TextLimits {
  /** Code points, at least; 1 by default. */
  min?: number;
  /** Code points, at most. */
  max: number;
  /** Allows tabs and line breaks; other control characters never. */
  multiline?: boolean;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const NO_TEXT = 'The value must be a text';

/** Why a typed text is refused, in words; undefined: it is fine. */
export const textFault = (value: unknown, { multiline, ...limits }: TextLimits): string | undefined =>
  charactersFault(value, multiline) ?? lengthFault(value, limits);

/** The part of `textFault` about control characters and halves of characters. */
export function charactersFault(value: unknown, multiline = false): string | undefined {
  if (!isText(value)) return NO_TEXT;
  if (!value.isWellFormed()) return 'The text has half a character (an unpaired surrogate)';
  const control = (multiline ? CONTROL_IN_LINES : CONTROL).exec(value)?.[0];
  return control && `Control characters are not allowed here (${codeOf(control)})`;
}

/** The part of `textFault` about its length. */
export function lengthFault(value: unknown, { min = 1, max }: TextLimits): string | undefined {
  if (!isText(value)) return NO_TEXT;
  // A code point is at most two UTF-16 units: what is longer need not be counted.
  const length = value.length > max * 2 ? Infinity : lengthOf(value);
  return length < min || length > max ? `The value must have ${min} to ${max} characters` : undefined;
}
