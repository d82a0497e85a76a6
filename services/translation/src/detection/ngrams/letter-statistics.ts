import type { NgramTable } from './ngram-table.js';

/** A guess, as `eld` makes it. */
export interface Guess {
  /** A code of the table; null where nothing in the text is known. */
  readonly language: string | null;
  /** 0 to 1. */
  readonly score: number;
}

/** What every score of the table was reduced by. */
const BASE_SCORE = 53;
/** Brings the sum per n-gram to 0..1. */
const SCALE = 25;
const TEXT_LIMIT = 1_000;
/** Bytes that are looked at: to the end of the word, but not much further. */
const BYTES_LIMIT = 350;
const BYTES_END = 380;
const WORD_LIMIT = 70;

/** Whatever is no letter; contractions (don’t) stay together. */
const SEPARATORS = /(?:[^\p{L}]|[\u{10000}-\u{10ffff}])+(?<!['`’])/gu;

/**
 * The method of Efficient Language Detector (https://github.com/nitotm/efficient-language-detector-js, version 2.1.0,
 * Copyright 2023 Nito T.M., Apache License 2.0) over a compact form of its data: pieces of four bytes of every word, the
 * language that they speak for most.
 */
export function guessLanguage(table: NgramTable, text: string): Guess {
  const ngrams = ngramsOf(words(text));
  const sums = new Float64Array(table.languages.length);
  for (const ngram of ngrams) table.addTo(sums, Buffer.from(ngram, 'latin1'), BASE_SCORE);
  let best = 0;
  for (let language = 1; language < sums.length; language += 1)
    if (sums[language]! > sums[best]!) best = language;
  const perNgram = sums[best]! / ngrams.size;
  if (!(perNgram > 0)) return { language: null, score: 0 };
  return { language: table.languages[best]!, score: perNgram / (perNgram + SCALE) };
}

/** The words' bytes, one character per byte. */
function words(text: string): string[] {
  const cleaned = text.slice(0, TEXT_LIMIT).replace(SEPARATORS, ' ').trim().toLowerCase();
  const found: string[] = [];
  let word = '';
  let bytes = 0;
  for (const character of cleaned) {
    if (character === ' ') {
      if (word !== '') found.push(word);
      word = '';
      if (bytes > BYTES_LIMIT) break;
      bytes += 1;
    } else {
      const encoded = Buffer.from(character).toString('latin1');
      word += encoded;
      bytes += encoded.length;
    }
    if (bytes > BYTES_END) break;
  }
  return word === '' ? found : [...found, word];
}

/** Four bytes every three, and the end of each word; a blank marks where a word begins and ends. */
function ngramsOf(all: readonly string[]): Set<string> {
  const ngrams = new Set<string>();
  for (const word of all) {
    const length = Math.min(word.length, WORD_LIMIT);
    let at = 0;
    for (; at + 4 < length; at += 3) ngrams.add((at === 0 ? ' ' : '') + word.slice(at, at + 4));
    ngrams.add(`${at === 0 ? ' ' : ''}${word.substring(length === 3 ? 0 : length - 4)} `);
  }
  return ngrams;
}
