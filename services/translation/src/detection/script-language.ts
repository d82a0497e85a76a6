import { UNDECIDED, type Detection } from './language-detector.js';

/** Scripts that one language of today's customers is written in: a single word is enough to know it. */
const OWN_SCRIPTS: ReadonlyArray<readonly [language: string, letters: RegExp]> = [
  ['th', /\p{Script=Thai}/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['el', /\p{Script=Greek}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['hy', /\p{Script=Armenian}/gu],
  ['ka', /\p{Script=Georgian}/gu],
  ['lo', /\p{Script=Lao}/gu],
  ['km', /\p{Script=Khmer}/gu],
  ['my', /\p{Script=Myanmar}/gu],
  ['si', /\p{Script=Sinhala}/gu],
  ['ta', /\p{Script=Tamil}/gu],
  ['te', /\p{Script=Telugu}/gu],
  ['kn', /\p{Script=Kannada}/gu],
  ['ml', /\p{Script=Malayalam}/gu],
  ['gu', /\p{Script=Gujarati}/gu],
  ['pa', /\p{Script=Gurmukhi}/gu],
  ['or', /\p{Script=Oriya}/gu],
];

const HAN = /\p{Script=Han}/gu;
const LETTERS = /\p{L}/gu;
const LATIN = /\p{Script=Latin}/gu;

/** Han belongs to two languages: without any kana, and from the letters that other languages need too, it is Chinese. */
const CHINESE_FROM = 20;

const count = (text: string, letters: RegExp) => text.match(letters)?.length ?? 0;

/**
 * The language that the script alone shows. Latin words inside (brands, sizes) do not count against it: half of
 * the rest must be of the script. Kana makes a text Japanese, whatever kanji stand around it.
 */
export function languageOfScript(text: string): Detection {
  const letters = count(text, LETTERS);
  const latin = count(text, LATIN);
  const foreign = letters - latin;
  if (foreign < 2 || foreign < latin / 2) return UNDECIDED;
  const han = count(text, HAN);
  for (const [language, script] of OWN_SCRIPTS) {
    const own = count(text, script);
    if (own === 0) continue;
    const share = (language === 'ja' ? own + han : own) / foreign;
    if (share >= 0.5) return { language, confidence: round(0.75 + share / 4) };
  }
  if (han >= CHINESE_FROM && han / foreign >= 0.9) return { language: 'zh', confidence: 0.9 };
  return UNDECIDED;
}

const round = (value: number) => Math.round(value * 1000) / 1000;
