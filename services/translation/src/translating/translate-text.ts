import { Injectable } from '@nestjs/common';
import { ShopScope, type UserActor } from '@switchboard/http';
import { canonicalLanguage, hasWords, sameLanguage } from '@switchboard/text';
import { LanguageDetector } from '../detection/language-detector.js';

import { Translator } from './translator.js';

/** A text that belongs to no chat: a draft, a note. */
export interface LooseText {
  readonly shopId: string;
  readonly text: string;
  readonly to: string;
  readonly from?: string | undefined;
}

/** What came of it; where nothing was translated `text` is the original. */
export interface LooseResult {
  readonly text: string;
  readonly from: string | null;
  readonly status: 'translated' | 'not_needed' | 'unavailable';
  readonly provider: string | null;
}

/** Translates a text at once; without `from` its language is found, else it is taken for the caller's own. */
@Injectable()
export class TranslateText {
  constructor(
    private readonly shops: ShopScope,
    private readonly detector: LanguageDetector,
    private readonly translator: Translator,
  ) {}

  async translate(user: UserActor, { shopId, text, to, from: given }: LooseText): Promise<LooseResult> {
    const { accountId } = await this.shops.require(user, shopId);
    const from = given ?? this.detector.detect(text).language ?? canonicalLanguage(user.language);
    if (from === null || sameLanguage(from, to) || !hasWords(text)) {
      return { text, from, status: 'not_needed', provider: null };
    }
    const outcome = await this.translator.translate({ accountId, shopId, text, from, to });
    return outcome.status === 'translated'
      ? { text: outcome.text, from, status: outcome.status, provider: outcome.provider }
      : { text, from, status: outcome.status, provider: null };
  }
}
