import { SetMetadata, type Type } from '@nestjs/common';
import type { Route } from '../access/list-routes.js';
import { problemCatalogue, type ProblemCode } from '../problems/problem-catalogue.js';

const problemsKey = 'switchboard:problems';

/** The problems that are a route's own: `@Problems('chat.closed', 'chat.version_conflict')`. Those of every route need no mention. */
export const Problems = (...codes: ProblemCode[]) => SetMetadata(problemsKey, codes);

/** What the document shows about an operation's input. */
export interface OperationInput {
  hasBody: boolean;
  hasParameters: boolean;
  headers: string[];
}

/** Every code a route may answer, by status. */
export function problemsOf(route: Route, input: OperationInput): Map<number, ProblemCode[]> {
  const codes = new Set<ProblemCode>([
    ...ofInput(input),
    ...ofAccess(route),
    ...declared(route.controller),
    ...declared(route.handler),
    'rate_limited',
    'internal.error',
    'dependency.unavailable',
  ]);
  if (route.path.includes(':')) codes.add('not_found');
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = problemCatalogue[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return new Map([...byStatus].sort(([a], [b]) => a - b));
}

const declared = (target: Type | Route['handler']): ProblemCode[] =>
  (Reflect.getMetadata(problemsKey, target) as ProblemCode[] | undefined) ?? [];

function ofInput({ hasBody, hasParameters, headers }: OperationInput): ProblemCode[] {
  const codes: ProblemCode[] = [];
  if (hasBody || hasParameters) codes.push('request.invalid', 'request.unknown_field');
  if (hasBody) codes.push('request.malformed', 'request.too_large', 'request.unsupported_media_type');
  if (headers.includes('if-match')) codes.push('version.required', 'version.stale');
  if (headers.includes('idempotency-key')) codes.push('idempotency.key_reused');
  return codes;
}

function ofAccess({ access }: Route): ProblemCode[] {
  if (!access || access.kind === 'public') return [];
  const signedIn: ProblemCode[] = ['auth.required', 'auth.token_invalid'];
  if (access.kind === 'internal') return signedIn;
  signedIn.push('auth.token_expired', 'auth.token_outdated', 'auth.session_ended', 'permission.denied');
  if (access.kind === 'signed-in') return signedIn;
  if (!access.whileDeactivated) signedIn.push('membership.deactivated');
  if (access.keyScope) signedIn.push('key.scope_missing');
  return signedIn;
}
