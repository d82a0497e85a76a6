import { HttpException } from '@nestjs/common';
import { CursorError, isConnectionFailure } from '@switchboard/persistence';
import { isRedisFailure } from '@switchboard/redis';
import type { ProblemCode } from './problem-catalogue.js';
import { invalidInput, problem, ProblemException } from './problem.js';

/** Frameworks throw statuses; each has one code here. */
const codeOfStatus: Record<number, ProblemCode> = {
  400: 'request.malformed',
  401: 'auth.required',
  403: 'permission.denied',
  404: 'not_found',
  405: 'not_found',
  406: 'request.malformed',
  408: 'request.malformed',
  413: 'request.too_large',
  // A parameter longer than any id: it names nothing.
  414: 'not_found',
  415: 'request.unsupported_media_type',
  429: 'rate_limited',
  431: 'request.headers_too_large',
  503: 'dependency.unavailable',
};

/** PostgreSQL refuses a value: the input should have been refused before; still it is no fault of ours to the caller. */
const refusedValues = new Set(['22P02', '22P05', '22003', '22007', '22008', '22021']);

/** What the caller is told about any thrown value, and whether we must look at it. */
export function toProblem(thrown: unknown): { problem: ProblemException; unexpected: boolean } {
  if (thrown instanceof ProblemException) return { problem: thrown, unexpected: thrown.status === 500 };
  if (thrown instanceof CursorError) {
    return { problem: invalidInput('cursor', 'not_a_cursor', thrown.message), unexpected: false };
  }
  if (isConnectionFailure(thrown) || isRedisFailure(thrown)) {
    return { problem: problem('dependency.unavailable', { retryAfterSeconds: 1 }), unexpected: true };
  }
  const code = codeOfStatus[statusOf(thrown)];
  if (code !== undefined) return { problem: problem(code), unexpected: false };
  const refused = refusedValues.has((thrown as { code?: string } | null)?.code ?? '');
  return { problem: problem(refused ? 'request.invalid' : 'internal.error'), unexpected: true };
}

function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const { statusCode, code } = (thrown ?? {}) as { statusCode?: unknown; code?: unknown };
  return typeof code === 'string' && code.startsWith('FST_') && typeof statusCode === 'number'
    ? statusCode
    : 500;
}
