/** Numbers of the engine. Only tests change them (to small ones). */
export class EngineSettings {
  /** Shops served by one round, and rounds in flight at once. */
  readonly shopsPerRound: number = 24;
  readonly roundsInFlight: number = 2;
  /** Agents named by one pick at most. */
  readonly pickLimit: number = 50;
  /** After so long the picks of a process that died are healed by the next one. */
  readonly operationMs: number = 5_000;
  /** Agents per call when a shop is loaded, and the loader's lease between two calls. */
  readonly loadChunk: number = 500;
  readonly loaderLeaseMs: number = 2_000;
  /** A shop that needed no pick for so long is gone from Redis; its next chat has it loaded again. */
  readonly keptMs: number = 86_400_000;
  /** Messages accepted by one call. */
  readonly acceptLimit: number = 64;
  /**
   * In shops of at most this many agents a chat that arrives alone is given to one by the call that stores it; the
   * choice reads them all. 0: never.
   */
  readonly fewAgents: number = 10;
  /** Wait before a round that failed is tried again. */
  readonly retryMs: number = 100;
  /** A chat that waits longer is looked at by the sweep, which runs this often. */
  readonly sweepAgeMs: number = 2_000;
  readonly sweepEveryMs: number = 1_000;
  /** Shops that were touched are compared with Postgres this often, all others this often. */
  readonly reconcileTouchedMs: number = 30_000;
  readonly reconcileAllMs: number = 900_000;
  readonly reconcilePage: number = 500;

  constructor(changes: Partial<EngineSettings> = {}) {
    Object.assign(this, changes);
  }
}
