import { Inject, Injectable, Logger } from '@nestjs/common';
import { TRANSLATED_TEXT_LIMIT } from '@switchboard/contracts';
import type { GuardedProvider } from '../providers/guarded-provider.js';
import { ProviderChain } from '../providers/provider-chain.js';
import { ProviderError } from '../providers/translation-provider.js';
import { ProviderUsage } from '../usage/provider-usage.js';
import { translateProtected } from './protected-translation.js';
import { TranslationCache } from './translation-cache.js';

/** A text on its way into another language. */
export interface TextToTranslate {
  readonly accountId: string;
  readonly shopId: string;
  readonly text: string;
  readonly from: string;
  readonly to: string;
}

/** What came of it. `again`: a later try may do better (a provider is away); else no provider translates this. */
export type TextOutcome =
  | { readonly status: 'translated'; readonly text: string; readonly provider: string }
  | { readonly status: 'unavailable'; readonly again: boolean };

/** What became of a plan. */
export type PlanOutcome = TextOutcome | { readonly status: 'not_needed' };

/** How long one text may take over all providers, in milliseconds: below routing's limit for the customer. */
export const TRANSLATION_LIMIT_MS = Symbol('translation limit in milliseconds');

/** The shop has given providers as many characters this month as its limit allows. */
class LimitReached extends Error {}

/** Translates one text: cache, then providers in order, spans protected, characters counted. Never throws for a provider. */
@Injectable()
export class Translator {
  private readonly logger = new Logger(Translator.name);

  constructor(
    private readonly chain: ProviderChain,
    private readonly cache: TranslationCache,
    private readonly usage: ProviderUsage,
    @Inject(TRANSLATION_LIMIT_MS) private readonly limitMs: number,
  ) {}

  /** Answers at the latest when the limit ends. Rejects only when the database is away. */
  async translate(wanted: TextToTranslate): Promise<TextOutcome> {
    const providers = this.chain.for(wanted.from, wanted.to);
    const signal = AbortSignal.timeout(this.limitMs);
    for (const guarded of providers) {
      const { name, mark } = guarded.provider;
      try {
        const text = await translateProtected(wanted.text, mark, (piece) =>
          this.piece(guarded, { ...wanted, text: piece }, signal),
        );
        return { status: 'translated', text: storable(name, text), provider: name };
      } catch (error) {
        if (error instanceof LimitReached) return { status: 'unavailable', again: false };
        if (error instanceof CacheFailure) throw error.cause;
        this.logger.warn(`${name} did not translate ${wanted.from} to ${wanted.to}: ${reasonOf(error)}`);
      }
    }
    return { status: 'unavailable', again: providers.length > 0 || this.chain.incomplete };
  }

  private async piece(
    guarded: GuardedProvider,
    wanted: TextToTranslate,
    signal: AbortSignal,
  ): Promise<string> {
    const { accountId, shopId, text, from, to } = wanted;
    const { name } = guarded.provider;
    const key = { shopId, provider: name, from, to, text };
    const known = await ours(this.cache.find(key));
    if (known !== undefined) return known;
    const characters = [...text].length;
    if (!(await ours(this.usage.allows(shopId, characters)))) throw new LimitReached();
    const translated = await guarded.translate({ text, from, to, signal });
    if (translated.trim() === '') throw new ProviderError(name, 'an empty text');
    const kept = translated.toWellFormed().replaceAll('\u0000', '');
    await ours(
      Promise.all([this.cache.keep(key, kept), this.usage.add(accountId, shopId, name, characters)]),
    );
    return kept;
  }
}

/** Our own database failed, which says nothing of the provider. */
class CacheFailure extends Error {}

async function ours<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new CacheFailure('the cache or the usage cannot be reached', { cause: error });
  }
}

function storable(provider: string, text: string): string {
  if ([...text].length > TRANSLATED_TEXT_LIMIT) throw new ProviderError(provider, 'a text beyond all bounds');
  return text;
}

/** Never the text: a reason is a class of failure. */
const reasonOf = (error: unknown) => (error instanceof Error ? error.message : 'failed');
