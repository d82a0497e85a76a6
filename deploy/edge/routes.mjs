/**
 * The one origin in front of the four services. A path must match one expression from its first character to
 * its last; what matches none is answered 404, and that is how /internal and /metrics stay inside.
 * The development proxy is driven by this table, the Caddyfile is checked against it.
 *
 * Paths stay as they are; `unbuffered` answers pass through byte by byte.
 * @type {ReadonlyArray<{ service: string, pattern: string, unbuffered?: boolean }>}
 */
export const routes = [
  { service: 'team', pattern: '^/v1/(shops/[^/]+/(agents|settings)|avatars|nickname-reviews)(/.*)?$' },
  {
    service: 'routing',
    pattern:
      '^/v1/(shops/[^/]+/(inbound-messages|outbound-messages|chats|chat-counts|transfers|transfer-targets|workload)|stream|stream-tickets)(/.*)?$',
    unbuffered: true,
  },
  { service: 'translation', pattern: '^/v1/translation(/.*)?$' },
  { service: 'identity', pattern: '^/v1/(accounts|auth|me|users|invitations|api-keys|audit-log)(/.*)?$' },
  { service: 'identity', pattern: '^/v1/shops(/[^/]+)?$' },
  { service: 'identity', pattern: '^/\\.well-known/jwks\\.json$' },
  ...['identity', 'team', 'routing', 'translation'].map((service) => ({
    service,
    pattern: `^/(docs/${service}(/.*)?|openapi/${service}\\.json)$`,
  })),
];

const compiled = routes.map((route) => ({ ...route, expression: new RegExp(route.pattern) }));

/**
 * The service a request goes to, or nothing.
 * @param {string} url path and query as sent
 * @returns {string | undefined}
 */
export function serviceOf(url) {
  const [path] = url.split('?', 1);
  return isPlain(path) ? compiled.find(({ expression }) => expression.test(path))?.service : undefined;
}

/** A path that a server behind could read differently (dot segments, encoded slashes) is none of ours. */
function isPlain(path) {
  if (/%(2f|5c|2e|00)|[\\#]/i.test(path)) return false;
  const segments = path.split('/').slice(1);
  return segments.every(
    (segment, at) => segment !== '.' && segment !== '..' && (segment || at === segments.length - 1),
  );
}
