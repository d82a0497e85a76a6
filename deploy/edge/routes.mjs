/**
 * The one origin in front of the four services. A path must match one expression from its first character to
 * its last; what matches none is answered 404, and that is how /internal and /metrics stay inside.
 * The development proxy is driven by this table, the Caddyfile is checked against it.
 *
 * `rewrite` replaces the matched path ($1, $2 as in the expression); `unbuffered` answers pass through byte by byte.
 * @type {ReadonlyArray<{ service: string, pattern: string, rewrite?: string, unbuffered?: boolean }>}
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
  ...['identity', 'team', 'routing', 'translation'].flatMap((service) => [
    { service, pattern: `^/docs/${service}(/.*)?$`, rewrite: '/docs$1' },
    { service, pattern: `^/openapi/${service}\\.json$`, rewrite: '/openapi.json' },
  ]),
];

const compiled = routes.map((route) => ({ ...route, expression: new RegExp(route.pattern) }));

/**
 * Where a request goes: the service and the path there, or nothing.
 * @param {string} url path and query as sent
 * @returns {{ service: string, url: string } | undefined}
 */
export function routeOf(url) {
  const [path, query] = splitOnce(url, '?');
  if (!isPlain(path)) return undefined;
  const route = compiled.find(({ expression }) => expression.test(path));
  if (!route) return undefined;
  const target = route.rewrite === undefined ? path : path.replace(route.expression, route.rewrite);
  return { service: route.service, url: query === undefined ? target : `${target}?${query}` };
}

/** A path that a server behind could read differently (dot segments, encoded slashes) is none of ours. */
function isPlain(path) {
  if (/%(2f|5c|2e|00)|[\\#]/i.test(path)) return false;
  const segments = path.split('/').slice(1);
  return segments.every(
    (segment, at) => segment !== '.' && segment !== '..' && (segment || at === segments.length - 1),
  );
}

function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
