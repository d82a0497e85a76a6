import type { AfterFailure, FailedCall } from '@switchboard/chassis';
import { isConnectionFailure, isRetriable } from '@switchboard/persistence';

/** The event can never be processed as it is: it goes to the dead letters at once; its key is not parked. */
export class InvalidEventError extends Error {
  /** `reason` is a stable code such as `event.unknown_shop`; never personal data. */
  constructor(
    readonly reason: string,
    detail?: string,
  ) {
    super(detail ? `${reason}: ${detail}` : reason);
  }
}

/** Something this event needs is away for the moment: it is tried again in place until it is back. */
export class TransientError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}

/** Errors of the network and of Redis that say: not now. */
const transientCodes = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_SOCKET',
]); // prettier-ignore
const transientNames = new Set(['MaxRetriesPerRequestError', 'ClusterAllFailedError', 'BrokenCircuitError']);
const transientMessages =
  /^(Connection is closed\.|Command timed out|LOADING |READONLY |CLUSTERDOWN |MASTERDOWN |TRYAGAIN )|Cannot use a pool after calling end on the pool|Stream isn't writeable/;

/** Is it worth trying the very same event again later? Looks through `cause`. */
export function isTransient(error: unknown): boolean {
  if (error instanceof TransientError || isConnectionFailure(error) || isRetriable(error)) return true;
  if (!(error instanceof Error)) return false;
  const { code, status } = error as { code?: string; status?: number };
  if (code && transientCodes.has(code)) return true;
  // Another service that does not answer, as libs/http says it.
  if (status === 503) return true;
  if (transientNames.has(error.name) || transientMessages.test(error.message)) return true;
  return error.cause !== undefined && isTransient(error.cause);
}

/**
 * For a `Batcher` of events: what is unreachable is so for all of them, and each event's consumer retries; after any other
 * error each is tried alone.
 */
export function aloneUnlessTransient({ error, shared }: FailedCall): AfterFailure {
  return shared && !isTransient(error) ? 'alone' : 'reject';
}
