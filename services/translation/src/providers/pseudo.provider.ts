import {
  bracketMark,
  type LanguagePair,
  type TranslationProvider,
  type TranslationRequest,
} from './translation-provider.js';

/** The languages that it offers; it takes any other one too. */
const OFFERED = ['en', 'es', 'id', 'th', 'vi', 'zh'];

/**
 * Translates nothing and says so: `[pseudo:es] Where is my order?`. For demonstrations and tests on machines without a
 * translator; it exists only where the operator names it in TRANSLATION_PROVIDERS.
 */
export class PseudoProvider implements TranslationProvider {
  readonly name = 'pseudo';
  readonly mark = bracketMark;

  /** Everything. */
  supports(): boolean {
    return true;
  }

  pairs(): readonly LanguagePair[] {
    return OFFERED.flatMap((from) => OFFERED.filter((to) => to !== from).map((to) => ({ from, to })));
  }

  async refresh(): Promise<void> {}

  async translate({ text, to }: TranslationRequest): Promise<string> {
    return `[pseudo:${to}] ${text}`;
  }
}
