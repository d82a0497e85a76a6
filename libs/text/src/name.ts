import { BIDI, codeOf, CONTROL, lengthOf, PRIVATE, strayInvisible } from './characters.js';
import { hasSomethingToSee } from './visible.js';

/** Code points of a name, at most. */
export const NAME_LIMIT = 100;

const ENDS =
  /^[\p{Zs}\uFEFF\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+|[\p{Zs}\uFEFF\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+$/gu;

/** The form of a name that is judged and stored: without leading and trailing blanks and marks of direction. */
export const cleanName = (typed: string): string => typed.replace(ENDS, '');

/**
 * Why a text cannot be the name of an account, a shop, a person or a key; undefined: it can. "1-100 characters after
 * trimming with something to see; no control characters, no bidi formatting inside, invisible ones only where
 * Unicode's rules need them."
 */
export function nameFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'The value must be a text';
  const name = cleanName(value);
  const fault = lineFault(name);
  if (fault !== undefined) return fault;
  if (!hasSomethingToSee(name)) return 'The name must have something to see';
  return lengthOf(name) > NAME_LIMIT ? `The name must have 1 to ${NAME_LIMIT} characters` : undefined;
}

/** What no name or nickname may contain, in words: controls, marks of direction, stray invisible characters. */
export function lineFault(text: string): string | undefined {
  if (!text.isWellFormed()) return 'The text has half a character (an unpaired surrogate)';
  const control = CONTROL.exec(text)?.[0];
  if (control !== undefined) return `Control characters and line breaks are not allowed (${codeOf(control)})`;
  const bidi = BIDI.exec(text)?.[0];
  if (bidi !== undefined)
    return `Characters that change the text direction are not allowed (${codeOf(bidi)})`;
  const own = PRIVATE.exec(text)?.[0];
  if (own !== undefined) return `Characters that look different everywhere are not allowed (${codeOf(own)})`;
  const invisible = strayInvisible(text);
  return invisible && `Invisible characters are not allowed here (${codeOf(invisible)})`;
}
