/** Characters that begin a new line or steer a terminal: class Cc and the two Unicode line separators. */
export const CONTROL = /[\p{Cc}\u2028\u2029]/u;
/** The same without tab and line break, for texts of several lines. */
export const CONTROL_IN_LINES = /[^\P{Cc}\t\n\r]/u;
/** Characters that turn the direction of the text around them: marks, embeddings, overrides, isolates. */
export const BIDI = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;

/** Characters that mean something on one system only, and nothing or something else on all others. */
export const PRIVATE = /\p{Co}/u;

/** What draws nothing, and the two blanks that Unicode does not count among it. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\uFFF9-\uFFFB\u2800]/u;

const PICTURE = String.raw`(?:\p{Emoji_Presentation}|\p{Extended_Pictographic})\uFE0F?\p{Emoji_Modifier}?`;
const JOINING_SCRIPTS =
  'Arabic Syriac Mongolian Nko Mandaic Phags_Pa Adlam Hanifi_Rohingya Devanagari Bengali Gurmukhi Gujarati Oriya Tamil ' +
  'Telugu Kannada Malayalam Sinhala Khmer Myanmar Balinese Javanese Sundanese Chakma Meetei_Mayek Tibetan';
/** A letter or mark of a script whose letters join; ZWNJ and ZWJ decide how. */
const JOINED = String.raw`(?=[\p{L}\p{M}])[${JOINING_SCRIPTS.replace(/\w+/g, String.raw`\p{scx=$&}`).replaceAll(' ', '')}]`;
const VIRAMA = String.raw`[\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D\u0DCA]`;

/** Where invisible characters belong: the places that Unicode itself gives them. */
const NEEDED = new RegExp(
  [
    // family 👨‍👩‍👧, flag of Wales, keycap 1️⃣, heart ❤️ or ❤︎
    String.raw`${PICTURE}(?:\u200D${PICTURE})+`,
    String.raw`\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{1,6}\u{E007F}`,
    String.raw`\p{Emoji}[\uFE0E\uFE0F]`,
    // variants of letters and signs: Han (names in Japan), mathematical signs, Myanmar, Phags-pa, Mongolian
    String.raw`\p{Script=Han}[\uFE00-\uFE02\u{E0100}-\u{E01EF}]`,
    String.raw`[\p{Sm}\p{Script=Myanmar}\p{Script=Phags_Pa}0\u3001\u3002\uFF01\uFF0C\uFF1A\uFF1B\uFF1F]\uFE00`,
    String.raw`[\u3001\u3002\uFF01\uFF0C\uFF1A\uFF1B\uFF1F]\uFE01`,
    String.raw`\p{Script=Mongolian}[\u180B-\u180D\u180F]`,
    // half-joined letters: between two of them, and after a virama at the end of a word (Malayalam, Sinhala)
    String.raw`(?<=${JOINED})[\u200C\u200D](?=${JOINED})`,
    String.raw`(?<=${VIRAMA})\u200D`,
  ].join('|'),
  'gu',
);

/** The first invisible character that stands where no script and no emoji needs it; undefined: there is none. */
export const strayInvisible = (text: string): string | undefined =>
  INVISIBLE.exec(INVISIBLE.test(text) ? text.replace(NEEDED, ' ') : '')?.[0];

/** `U+200B`: how a reason names a character that cannot be seen. */
export const codeOf = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** The length that all limits are about: code points. */
export const lengthOf = (text: string): number => {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
};
