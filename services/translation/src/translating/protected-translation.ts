import { markText, marksIntact, mergedParts, restore } from './marked-text.js';

/** Translates a text that has nothing to protect. */
export type Translate = (text: string) => Promise<string>;

/** Pieces a text is cut into at most, where the provider does not carry marks through. */
const PIECES_LIMIT = 40;

/**
 * The translation with every protected span exactly as it was. The provider sees marks in their place, which keeps
 * the sentence whole; one that loses or doubles a mark gets the pieces between the spans instead.
 */
export async function translateProtected(
  text: string,
  mark: (index: number) => string,
  translate: Translate,
): Promise<string> {
  const marked = markText(text, mark);
  const translated = await translate(marked.text);
  if (marksIntact(translated, marked.spans, mark)) return restore(translated, marked, mark);
  return piecewise(text, translate);
}

async function piecewise(text: string, translate: Translate): Promise<string> {
  const parts = mergedParts(text);
  if (parts.filter((part) => !part.keep).length > PIECES_LIMIT)
    throw new Error('too many spans to go around');
  const pieces = await Promise.all(
    parts.map(async (part) => {
      const inner = part.text.trim();
      if (part.keep || !/\p{L}/u.test(inner)) return part.text;
      const start = part.text.indexOf(inner);
      return part.text.slice(0, start) + (await translate(inner)) + part.text.slice(start + inner.length);
    }),
  );
  return pieces.join('');
}
