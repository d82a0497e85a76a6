import type { Queryable } from '@switchboard/persistence';

/** Metadata key of `@Idempotent()`. */
export const idempotentKey = 'switchboard:idempotent';

/** How a route uses keys. */
export interface IdempotentOptions {
  /** The header must be there (400 otherwise). */
  required?: boolean;
}

/** A request on its way through the interceptor. */
export interface IdempotentRequest {
  idempotency?: { store(q: Queryable, body: unknown): Promise<void> };
}
