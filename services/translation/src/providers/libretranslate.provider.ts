import { baseLanguage } from '@switchboard/text';
import type { OutgoingHttp } from './outgoing-http.js';
import {
  bracketMark,
  ProviderError,
  type LanguagePair,
  type TranslationProvider,
  type TranslationRequest,
} from './translation-provider.js';

interface LanguagesAnswer {
  code?: unknown;
  targets?: unknown;
}

/** Its codes where they are not BCP 47; older and newer versions differ, so what it lists decides. */
const LANGUAGES: Readonly<Record<string, string>> = {
  tl: 'fil',
  nb: 'no',
  'zh-Hans': 'zh',
  zt: 'zh-Hant',
  pb: 'pt-BR',
};

/** LibreTranslate: neural, self-hosted or with a key. */
export class LibreTranslateProvider implements TranslationProvider {
  readonly name = 'libretranslate';
  readonly mark = bracketMark;
  private known: readonly LanguagePair[] = [];
  private codes: ReadonlyMap<string, string> = new Map();
  private directions: ReadonlySet<string> = new Set();

  constructor(
    private readonly http: OutgoingHttp,
    private readonly baseUrl: string,
    private readonly apiKey: string,
  ) {}

  supports(from: string, to: string): boolean {
    return this.directions.has(`${this.codeOf(from)}|${this.codeOf(to)}`);
  }

  pairs(): readonly LanguagePair[] {
    return this.known;
  }

  async refresh(signal: AbortSignal): Promise<void> {
    const languages = await this.http.json<LanguagesAnswer[]>(this.url('languages'), { signal });
    if (!Array.isArray(languages)) throw new ProviderError(this.name, 'lists no languages');
    const directions = languages.flatMap(({ code, targets }) =>
      (Array.isArray(targets) ? targets : [])
        .filter((target) => target !== code)
        .map((target) => ({ from: String(code), to: String(target) })),
    );
    this.directions = new Set(directions.map(({ from, to }) => `${from}|${to}`));
    this.codes = new Map(languages.map(({ code }) => [toLanguage(String(code)), String(code)]));
    this.known = directions.map(({ from, to }) => ({ from: toLanguage(from), to: toLanguage(to) }));
  }

  async translate({ text, from, to, signal }: TranslationRequest): Promise<string> {
    const answer = await this.http.json<{ translatedText?: unknown }>(this.url('translate'), {
      signal,
      body: {
        q: text,
        source: this.codeOf(from),
        target: this.codeOf(to),
        format: 'text',
        ...(this.apiKey ? { api_key: this.apiKey } : {}),
      },
    });
    if (typeof answer.translatedText !== 'string' || answer.translatedText === '') {
      throw new ProviderError(this.name, 'no text in the answer');
    }
    return answer.translatedText;
  }

  /** The listed code that is nearest to a tag: the tag itself, its language with the script, its language. */
  private codeOf(tag: string): string {
    const { language, script } = new Intl.Locale(tag);
    const base = baseLanguage(tag);
    const nearest = [tag, `${language}-${script}`, base].find((candidate) => this.codes.has(candidate));
    return nearest === undefined ? base : this.codes.get(nearest)!;
  }

  private url(path: string): URL {
    return new URL(path, this.baseUrl.endsWith('/') ? this.baseUrl : `${this.baseUrl}/`);
  }
}

const toLanguage = (code: string) => LANGUAGES[code] ?? code;
