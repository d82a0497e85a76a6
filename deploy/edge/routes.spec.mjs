import { readFileSync } from 'node:fs';
import { routeOf, routes } from './routes.mjs';

const caddyfile = readFileSync(new URL('../compose/Caddyfile', import.meta.url), 'utf8');

describe('the routing table', () => {
  test.each([
    ['/v1/shops/s1/agents', 'team'],
    ['/v1/shops/s1/agents/me', 'team'],
    ['/v1/shops/s1/settings/assignment', 'team'],
    ['/v1/avatars/abc', 'team'],
    ['/v1/nickname-reviews/1/approve', 'team'],
    ['/v1/shops/s1/chats/c1/messages?afterSeq=3', 'routing'],
    ['/v1/shops/s1/chat-counts', 'routing'],
    ['/v1/shops/s1/inbound-messages', 'routing'],
    ['/v1/stream?shopIds=a', 'routing'],
    ['/v1/stream-tickets', 'routing'],
    ['/v1/translation/chats/c1/settings', 'translation'],
    ['/v1/accounts', 'identity'],
    ['/v1/auth/email/verify', 'identity'],
    ['/v1/me', 'identity'],
    ['/v1/shops', 'identity'],
    ['/v1/shops/s1', 'identity'],
    ['/.well-known/jwks.json', 'identity'],
  ])('%s goes to %s as it is', (url, service) => {
    expect(routeOf(url)).toEqual({ service, url });
  });

  test('documentation loses the name of its service', () => {
    expect(routeOf('/docs/team')).toEqual({ service: 'team', url: '/docs' });
    expect(routeOf('/docs/team/reference.css?v=1')).toEqual({
      service: 'team',
      url: '/docs/reference.css?v=1',
    });
    expect(routeOf('/openapi/routing.json')).toEqual({ service: 'routing', url: '/openapi.json' });
  });

  test.each([
    '/',
    '/metrics',
    '/health/ready',
    '/internal/v1/agents',
    '/v1/internal',
    '/v1/mexico',
    '/v1/shops/',
    '/v1/shops/s1/unknown',
    '/docs',
    '/docs/team.json',
    '/openapi.json',
    '/x/v1/me',
    '/v1/me/../../internal/v1/agents',
    '/v1/me/%2e%2e/%2e%2e/internal/v1/agents',
    '/v1/me/..%2f..%2finternal',
    '/v1/shops/a%2Fb',
    '/v1//me',
    '/v1/me/./x',
    '/v1/me\\..\\x',
  ])('%s goes nowhere', (url) => {
    expect(routeOf(url)).toBeUndefined();
  });
});

describe('the Caddyfile', () => {
  const matchers = [
    ...caddyfile.matchAll(
      /^\t@([\w-]+) path_regexp (?:docs )?(\^.*\$)\n\thandle @([\w-]+) \{\n([^]*?)^\t\}/gm,
    ),
  ];

  test('names the same expressions, in the same order, for the same services', () => {
    const inCaddy = matchers.map(([, , pattern, , body]) => ({
      pattern,
      service: /reverse_proxy (\w+):3000/.exec(body)?.[1],
    }));
    expect(inCaddy).toEqual(routes.map(({ pattern, service }) => ({ pattern, service })));
  });

  test('rewrites the same paths and holds back no stream', () => {
    const inCaddy = matchers.map(([, , , , body]) => ({
      rewrite: /rewrite \* (\S+)/.exec(body)?.[1]?.replace('{re.docs.1}', '$1'),
      unbuffered: /flush_interval -1/.test(body) || undefined,
    }));
    expect(inCaddy).toEqual(routes.map(({ rewrite, unbuffered }) => ({ rewrite, unbuffered })));
  });

  test('uses each matcher where it stands, and answers everything else with 404', () => {
    for (const [, defined, , used] of matchers) expect(used).toBe(defined);
    expect(caddyfile.match(/reverse_proxy/g)).toHaveLength(routes.length);
    expect(caddyfile).toMatch(/\n\thandle \{\n[^}]*respond `\{[^`]*"code":"not_found"\}` 404\n\t\}/);
  });
});
