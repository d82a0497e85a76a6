import type { IncomingMessage } from 'node:http';
import { v7 as uuidv7 } from 'uuid';

const sane = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/**
 * The id of a request in its answer, in a problem's body and in every log line: the caller's x-request-id when it is
 * harmless in logs and headers, else a new one.
 */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && sane.test(given) ? given : uuidv7();
  // The logger reads it from the raw request.
  return ((request as { id?: string }).id = id);
}
