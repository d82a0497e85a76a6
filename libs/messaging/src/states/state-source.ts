import type { Transaction } from '@switchboard/persistence';

/**
 * An owner's way to all states of one of its compacted topics, for publishing every one of them again: nightly,
 * and when an operator asks. Provided through `MessagingModule.forRoot({ states: { sources: [...] } })`.
 */
export interface StateSource {
  /** The topic's name, without the prefix. */
  readonly topic: string;
  /**
   * Appends the states behind `after` to the outbox, as they are now and with their versions unchanged, at most
   * `limit` of them in a fixed order, and answers where it stopped; undefined when there are no more. It must read
   * the rows `for share` or stronger: without the lock an older state could get a larger number than a newer one.
   */
  appendPage(tx: Transaction, after: string | undefined, limit: number): Promise<string | undefined>;
}

/** Token of the sources of this process. */
export const STATE_SOURCES = Symbol('StateSources');
