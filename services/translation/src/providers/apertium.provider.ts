import { languagesOf, threeLetterCode } from './iso-639-3.js';
import type { OutgoingHttp } from './outgoing-http.js';
import {
  bracketMark,
  ProviderError,
  type LanguagePair,
  type TranslationProvider,
  type TranslationRequest,
} from './translation-provider.js';

interface PairsAnswer {
  responseData?: Array<{ sourceLanguage?: unknown; targetLanguage?: unknown }>;
}

interface TranslationAnswer {
  responseData?: { translatedText?: unknown } | null;
}

/** Pairs that are started before the first request, and how long that may take. */
const WARM_PAIRS = 4;
const WARM_UP_MS = 10_000;

/**
 * Apertium's own server, apertium-apy: rule-based, offline, free. It knows the pairs that are installed beside it
 * and names languages by three letters. `markUnknown=no`: words it does not know come through without an asterisk.
 */
export class ApertiumProvider implements TranslationProvider {
  readonly name = 'apertium';
  readonly mark = bracketMark;
  private installed: ReadonlySet<string> = new Set();
  private known: readonly LanguagePair[] = [];

  constructor(
    private readonly http: OutgoingHttp,
    private readonly baseUrl: string,
  ) {}

  supports(from: string, to: string): boolean {
    return this.installed.has(this.pair(from, to));
  }

  pairs(): readonly LanguagePair[] {
    return this.known;
  }

  async refresh(signal: AbortSignal): Promise<void> {
    const answer = await this.http.json<PairsAnswer>(this.url('listPairs'), { signal });
    if (!Array.isArray(answer.responseData)) throw new ProviderError(this.name, 'lists no pairs');
    const pairs = answer.responseData.map(({ sourceLanguage, targetLanguage }) => ({
      from: String(sourceLanguage),
      to: String(targetLanguage),
    }));
    const first = this.installed.size === 0;
    this.installed = new Set(pairs.map(({ from, to }) => `${from}|${to}`));
    this.known = pairs.flatMap(({ from, to }) =>
      languagesOf(from).flatMap((source) => languagesOf(to).map((target) => ({ from: source, to: target }))),
    );
    if (first) void this.warmUp(this.known);
  }

  /** A pair's programs start with its first text, which takes longer than a customer's reply may: not on their time. */
  private async warmUp(pairs: readonly LanguagePair[]): Promise<void> {
    const signal = AbortSignal.timeout(WARM_UP_MS);
    for (const { from, to } of pairs.slice(0, WARM_PAIRS)) {
      await this.translate({ text: 'OK', from, to, signal }).catch(() => undefined);
    }
  }

  async translate({ text, from, to, signal }: TranslationRequest): Promise<string> {
    const url = this.url('translate');
    url.search = new URLSearchParams({
      langpair: this.pair(from, to),
      markUnknown: 'no',
      q: text,
    }).toString();
    const answer = await this.http.json<TranslationAnswer>(url, { signal });
    const translated = answer.responseData?.translatedText;
    if (typeof translated !== 'string' || translated === '')
      throw new ProviderError(this.name, 'no text in the answer');
    return translated;
  }

  private pair(from: string, to: string): string {
    return `${threeLetterCode(from)}|${threeLetterCode(to)}`;
  }

  private url(path: string): URL {
    return new URL(path, this.baseUrl.endsWith('/') ? this.baseUrl : `${this.baseUrl}/`);
  }
}
