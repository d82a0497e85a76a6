import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Metrics, RepeatingJobs } from '@switchboard/chassis';
import { GuardedProvider, type ProviderLimits } from './guarded-provider.js';
import type { LanguagePair, TranslationProvider } from './translation-provider.js';

/** A direction and everybody who translates it, in order. */
export interface OfferedPair extends LanguagePair {
  readonly providers: string[];
}

const REFRESH_MS = 60_000;
const UNKNOWN_REFRESH_MS = 2_000;
const REFRESH_LIMIT_MS = 1_500;

/** The configured providers in their order, each behind its guard, and what they offer. */
export class ProviderChain implements OnApplicationBootstrap {
  private readonly logger = new Logger(ProviderChain.name);
  private readonly guarded: readonly GuardedProvider[];
  private readonly unknown: Set<TranslationProvider>;

  constructor(
    private readonly providers: readonly TranslationProvider[],
    limits: ProviderLimits,
    jobs: RepeatingJobs,
    metrics: Metrics,
  ) {
    jobs.add({
      name: 'directions of providers',
      everyMs: () => (this.incomplete ? UNKNOWN_REFRESH_MS : REFRESH_MS),
      run: () => this.refresh(),
    });
    const seconds = metrics.histogram('translation_provider_seconds', 'Requests to providers', [
      'provider',
      'outcome',
    ]);
    this.guarded = providers.map(
      (provider) =>
        new GuardedProvider(provider, limits, (name, outcome, took) =>
          seconds.labels({ provider: name, outcome }).observe(took),
        ),
    );
    const { guarded } = this;
    metrics.gauge(
      'translation_provider_resting',
      'Providers left alone after failures',
      ['provider'],
      function () {
        for (const one of guarded) this.labels({ provider: one.provider.name }).set(one.resting ? 1 : 0);
      },
    );
    this.unknown = new Set(providers);
  }

  /** Those who translate this direction, in the operator's order. */
  for(from: string, to: string): GuardedProvider[] {
    return this.guarded.filter(({ provider }) => provider.supports(from, to));
  }

  /** Whether a provider has not said yet what it translates: "no provider" may change within seconds. */
  get incomplete(): boolean {
    return this.unknown.size > 0;
  }

  /** Every direction on offer now. */
  offered(): OfferedPair[] {
    const offered = new Map<string, OfferedPair>();
    for (const provider of this.providers) {
      for (const { from, to } of provider.pairs()) {
        const pair = offered.get(`${from}|${to}`) ?? { from, to, providers: [] };
        pair.providers.push(provider.name);
        offered.set(`${from}|${to}`, pair);
      }
    }
    return [...offered.values()].sort((a, b) => a.from.localeCompare(b.from) || a.to.localeCompare(b.to));
  }

  /** A provider that is away does not keep the service from starting. */
  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
  }

  private async refresh(): Promise<void> {
    await Promise.all(
      this.providers.map(async (provider) => {
        try {
          await provider.refresh(AbortSignal.timeout(REFRESH_LIMIT_MS));
          this.unknown.delete(provider);
        } catch (error) {
          const message = error instanceof Error ? error.message : 'failed';
          this.logger.warn(`${provider.name} does not say what it translates: ${message}`);
        }
      }),
    );
  }
}
