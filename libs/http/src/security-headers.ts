import type { FastifyReply } from 'fastify';

/** For an API whose answers are never a page: nothing may be sniffed, framed, run, or (unless a route says so) cached. */
const headers: Record<string, string> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-site',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** The interactive reference is the one page: its own scripts, styles and pictures, and calls to its own origin. */
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/** Sets the headers before anything else may answer. */
export function secureAnswer(path: string, reply: FastifyReply): void {
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  if (path === '/docs' || path.startsWith('/docs/')) reply.header('content-security-policy', pagePolicy);
}
