/**
 * Folding for search: two spellings that a reader takes for the same become one text. Accents, case, width, tone marks
 * and vocalisation go; vowel signs stay, for without them a Thai or Hindi word is another word.
 */

/** Everything that is typed for an apostrophe; within a word it says nothing. */
const APOSTROPHES = /['\u0060\u00B4\u2018\u2019\u201B\u2032\u02B9\u02BB-\u02BF\u05F3\uFF07\uA78B\uA78C]/gu;

/** Marks that readers leave out: Latin, Greek, Cyrillic accents; Hebrew, Arabic, Syriac points; tones of Thai and Lao; nuktas. */
const MARKS = new RegExp(
  `[${[
    String.raw`\u0300-\u036F\u0483-\u0489\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F`,
    String.raw`\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7`,
    String.raw`\u0610-\u061A\u0640\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E4\u06E7\u06E8\u06EA-\u06ED\u08D3-\u08FF`,
    String.raw`\u0711\u0730-\u074A`,
    String.raw`\u0E47-\u0E4C\u0E4E\u0EC8-\u0ECC\u0ECE`,
    String.raw`\u093C\u09BC\u0A3C\u0ABC\u0B3C\u0C3C\u0CBC`,
  ].join('')}]`,
  'gu',
);
/** Catalan writes it inside a word. */
const MIDDLE_DOT = /(?<=l)\u00B7(?=l)/giu;
const IGNORED = /\p{Default_Ignorable_Code_Point}/gu;

/** Letters that Unicode does not take apart and readers type as others. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ đ: 'd', ð: 'd', ɖ: 'd', ł: 'l', ø: 'o', ħ: 'h', ŧ: 't', ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ŋ: 'n' },
  ...{ ς: 'σ', ى: 'ي', ی: 'ي', ک: 'ك', ہ: 'ه', ھ: 'ه', ة: 'ه', ە: 'ه', ٱ: 'ا' },
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');
const DIGIT = /[^\P{Nd}0-9]/gu;

/** The text as search compares it. Folding twice changes nothing. */
export function foldForSearch(text: string): string {
  // Upper case first: it alone takes ß, ŉ and ΐ apart; lower case then joins what it left.
  const bare = without(text.replace(APOSTROPHES, '').normalize('NFKD'));
  return without(bare.toUpperCase().toLowerCase().normalize('NFKD'))
    .replace(LETTER, (letter) => LETTERS[letter]!)
    .replace(DIGIT, valueOf)
    .normalize('NFC');
}

const without = (text: string): string =>
  text.replace(APOSTROPHES, '').replace(MARKS, '').replace(IGNORED, '').replace(MIDDLE_DOT, '');

/** Decimal digits stand in runs of ten, the zero first. */
function valueOf(digit: string): string {
  const code = digit.codePointAt(0)!;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const SPLIT_AT_APOSTROPHE = /(?<=\p{L})['\u2018\u2019\u02BC\uFF07](?=\p{L})/gu;

/** The folded words of a search text, each once. */
export const searchWords = (q: string): string[] => [...new Set<string>(foldForSearch(q).match(WORD))];

/** The folded words that a text is found by: `O'Brien` by `obrien` and by `brien`. */
export const foundBy = (text: string): string[] => [
  ...new Set([...searchWords(text), ...searchWords(text.replace(SPLIT_AT_APOSTROPHE, ' '))]),
];

/**
 * Whether a text is found: each word of the search is the beginning of one of the text's words, in any order; in scripts
 * without spaces between words, any part of it.
 */
export function matchesSearch(text: string, q: string): boolean {
  const words = foundBy(text);
  return searchWords(q).every((wanted) =>
    words.some((word) => (UNSPACED.test(wanted) ? word.includes(wanted) : word.startsWith(wanted))),
  );
}
