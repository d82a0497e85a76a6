/** One text to be translated by one provider. Spans that must not change are placeholders made by `mark`. */
export interface TranslationRequest {
  readonly text: string;
  /** BCP 47. */
  readonly from: string;
  /** BCP 47. */
  readonly to: string;
  /** Aborts at the time limit; a provider passes it to whatever it waits for. */
  readonly signal: AbortSignal;
}

/** A direction that a provider translates, as language tags. */
export interface LanguagePair {
  readonly from: string;
  readonly to: string;
}

/**
 * What translates: Apertium, LibreTranslate, a cloud service, a double. A provider knows its own codes and its
 * own wire format and nothing of chats, caches, limits and failover. What it throws means: try the next one.
 */
export interface TranslationProvider {
  /** Stands beside every translation it made. */
  readonly name: string;
  /** A stand-in for the n-th protected span which this provider is known to carry through. */
  mark(index: number): string;
  /** Whether it translates this direction; answered from memory, false while it does not know yet. */
  supports(from: string, to: string): boolean;
  /** Every direction it translates, as known now. */
  pairs(): readonly LanguagePair[];
  /** The translation. Rejects on any failure, also on an empty answer. */
  translate(request: TranslationRequest): Promise<string>;
  /** Learns what it supports; called at start, and again every minute while running. Rejects when it is not there. */
  refresh(signal: AbortSignal): Promise<void>;
}

/** The provider answered, and the answer is of no use. */
export class ProviderError extends Error {
  constructor(
    readonly provider: string,
    reason: string,
  ) {
    super(`${provider}: ${reason}`);
    this.name = 'ProviderError';
  }
}

/** The placeholder most providers carry through: brackets that no shop writes. */
export const bracketMark = (index: number): string => `⟦${index}⟧`;
