import { Injectable } from '@nestjs/common';

import { canonicalLanguage, withoutProtected } from '@switchboard/text';
import {
  CONFIDENCE_LIMIT,
  LanguageDetector,
  LETTERS_LIMIT,
  UNDECIDED,
  type Detection,
} from './language-detector.js';
import { malayOrIndonesian } from './malay-indonesian.js';
import { guessLanguage } from './ngrams/letter-statistics.js';
import { NgramTable } from './ngrams/ngram-table.js';
import { languageOfScript } from './script-language.js';

const letters = (text: string) => text.match(/\p{L}/gu)?.length ?? 0;

/** The default: the script where it is enough, else the letter statistics of the `eld` package; no network. */
@Injectable()
export class EldLanguageDetector extends LanguageDetector {
  private readonly table = NgramTable.read(new URL('./ngrams/ngram-table.bin', import.meta.url));

  detect(text: string, expected: string | null = null): Detection {
    const language = withoutProtected(text);
    const byScript = languageOfScript(language);
    if (byScript.language !== null) return byScript;
    const guess = this.guess(language, expected);
    if (letters(language) < LETTERS_LIMIT || guess.confidence < CONFIDENCE_LIMIT)
      return { ...guess, language: null };
    return guess;
  }

  private guess(text: string, expected: string | null): Detection {
    const words = text.replace(/[^\p{L}\p{M}'’-]+/gu, ' ').trim();
    const guess = guessLanguage(this.table, words);
    const language = canonicalLanguage(guess.language);
    if (!language) return UNDECIDED;
    const confidence = Math.round(guess.score * 1_000) / 1_000;
    if (language === 'ms')
      return { language: malayOrIndonesian(words) ?? (expected === 'ms' ? 'ms' : 'id'), confidence };
    return { language, confidence };
  }
}
