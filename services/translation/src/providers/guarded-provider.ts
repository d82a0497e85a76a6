import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  isBrokenCircuitError,
} from 'cockatiel';
import { AnswerError } from './outgoing-http.js';
import { ProviderError, type TranslationProvider, type TranslationRequest } from './translation-provider.js';

/** The time limit and the circuit breaker of a provider's calls. */
export interface ProviderLimits {
  /** One request, at most. */
  readonly requestMs: number;
  /** Failures running until it is left alone. */
  readonly failures: number;
  /** How long it is left alone before one request tries it again. */
  readonly restMs: number;
}

/** What came of a request, for the metrics. */
export type ProviderOutcome = 'translated' | 'failed' | 'resting';

/** A bad request must not close a provider for everybody: only its health counts, not what one text led to. */
const isIll = (error: unknown) =>
  !(error instanceof ProviderError) && !(error instanceof AnswerError && error.blamesRequest);

/** A provider behind its time limit and its circuit breaker. */
export class GuardedProvider {
  private readonly breaker;

  constructor(
    readonly provider: TranslationProvider,
    private readonly limits: ProviderLimits,
    private readonly report: (provider: string, outcome: ProviderOutcome, seconds: number) => void = () => {},
  ) {
    this.breaker = circuitBreaker(handleWhen(isIll), {
      halfOpenAfter: limits.restMs,
      breaker: new ConsecutiveBreaker(limits.failures),
    });
  }

  /** Whether it is left alone after failures; a request would be refused at once. */
  get resting(): boolean {
    return this.breaker.state === CircuitState.Open || this.breaker.state === CircuitState.Isolated;
  }

  /** Rejects on any failure, at the latest when its own limit or the caller's ends. */
  async translate(request: TranslationRequest): Promise<string> {
    const startedAt = performance.now();
    const report = (outcome: ProviderOutcome) =>
      this.report(this.provider.name, outcome, (performance.now() - startedAt) / 1_000);
    try {
      const text = await this.breaker.execute(() => this.withinLimit(request));
      report('translated');
      return text;
    } catch (error) {
      report(isBrokenCircuitError(error) ? 'resting' : 'failed');
      throw error;
    }
  }

  /** The race makes the limit hold also for a provider that ignores its signal. */
  private async withinLimit(request: TranslationRequest): Promise<string> {
    const limit = AbortSignal.any([request.signal, AbortSignal.timeout(this.limits.requestMs)]);
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const end = () => reject(new Error('no answer in time'));
    limit.addEventListener('abort', end, { once: true });
    try {
      limit.throwIfAborted();
      return await Promise.race([this.provider.translate({ ...request, signal: limit }), ended]);
    } finally {
      limit.removeEventListener('abort', end);
    }
  }
}
