import {
  bracketMark,
  type LanguagePair,
  type TranslationProvider,
  type TranslationRequest,
} from './translation-provider.js';

/** The double for tests: answers what the test sets, fails and hangs on demand, and remembers what it was asked. */
export class ScriptedProvider implements TranslationProvider {
  readonly mark = bracketMark;
  readonly asked: Array<Pick<TranslationRequest, 'text' | 'from' | 'to'>> = [];
  /** `work`: answers; `fail`: rejects; `hang`: never answers. */
  mode: 'work' | 'fail' | 'hang' = 'work';

  constructor(
    readonly name: string,
    private readonly directions: readonly LanguagePair[] | 'all' = 'all',
    private readonly answer: (request: TranslationRequest) => string = ({ text, to }) =>
      `${name}(${to}) ${text}`,
  ) {}

  supports(from: string, to: string): boolean {
    return this.directions === 'all' || this.directions.some((pair) => pair.from === from && pair.to === to);
  }

  pairs(): readonly LanguagePair[] {
    return this.directions === 'all' ? [] : this.directions;
  }

  async refresh(): Promise<void> {}

  async translate(request: TranslationRequest): Promise<string> {
    this.asked.push({ text: request.text, from: request.from, to: request.to });
    if (this.mode === 'fail') throw new Error('connection refused');
    if (this.mode === 'hang') return new Promise(() => {});
    return this.answer(request);
  }
}
