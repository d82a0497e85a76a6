import { SetMetadata, type Type } from '@nestjs/common';
import type { Route } from '../access/list-routes.js';
import { problemCatalogue, type ProblemCode } from '../problems/problem-catalogue.js';

const problemsKey = 'switchboard:problems';

/** The problems that are a route's own: `@Problems('chat.closed', 'chat.version_conflict')`. Those of every route need no mention. */
export const Problems = (...codes: ProblemCode[]) => SetMetadata(problemsKey, codes);

/** What the document shows about an operation's input. */
export interface OperationInput {
  hasBody: boolean;
  /** Names of the query's parameters. */
  query: string[];
  /** Header in lower case -> whether it must be sent. */
  headers: Map<string, boolean>;
}

/** Every code a route may answer, by status. */
export function problemsOf(route: Route, input: OperationInput): Map<number, ProblemCode[]> {
  const codes = new Set<ProblemCode>([
    ...ofRequest(route, input),
    ...ofAccess(route),
    ...declared(route.controller),
    ...declared(route.handler),
    'request.headers_too_large',
    'rate_limited',
    'internal.error',
    'dependency.unavailable',
  ]);
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = problemCatalogue[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return new Map([...byStatus].sort(([a], [b]) => a - b));
}

const declared = (target: Type | Route['handler']): ProblemCode[] =>
  (Reflect.getMetadata(problemsKey, target) as ProblemCode[] | undefined) ?? [];

function ofRequest({ method, path }: Route, { hasBody, query, headers }: OperationInput): ProblemCode[] {
  const codes: ProblemCode[] = [];
  const hasPathParameter = path.includes(':');
  if (hasBody || query.length > 0) codes.push('request.invalid', 'request.unknown_field');
  // A body is read before anybody asks whether the route has use for it.
  if (method !== 'GET')
    codes.push('request.malformed', 'request.too_large', 'request.unsupported_media_type');
  // An address that cannot be decoded; an id that names nothing the caller may see.
  if (hasPathParameter) codes.push('request.malformed');
  if (hasPathParameter || query.includes('shopId')) codes.push('not_found');
  if (headers.has('if-match')) codes.push('request.invalid', 'version.stale');
  if (headers.get('if-match')) codes.push('version.required');
  if (headers.has('idempotency-key')) codes.push('request.invalid', 'idempotency.key_reused');
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
