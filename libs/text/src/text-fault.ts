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

/** Why a text that somebody typed is refused, in words; undefined: it is fine. */
export function textFault(
  value: unknown,
  { min = 1, max, multiline = false }: TextLimits,
): string | undefined {
  if (typeof value !== 'string') return 'The value must be a text';
  if (!value.isWellFormed()) return 'The text has half a character (an unpaired surrogate)';
  const control = (multiline ? CONTROL_IN_LINES : CONTROL).exec(value)?.[0];
  if (control !== undefined) return `Control characters are not allowed here (${codeOf(control)})`;
  // A code point is at most two UTF-16 units: what is longer need not be counted.
  const length = value.length > max * 2 ? Infinity : lengthOf(value);
  return length < min || length > max ? `The value must have ${min} to ${max} characters` : undefined;
}
