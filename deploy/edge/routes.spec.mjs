import { readFileSync } from 'node:fs';
import { serviceOf, routes } from './routes.mjs';

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
    ['/docs/team', 'team'],
    ['/docs/team/swagger-ui.css?v=1', 'team'],
    ['/openapi/routing.json', 'routing'],
  ])('%s goes to %s', (url, service) => {
    expect(serviceOf(url)).toBe(service);
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
    expect(serviceOf(url)).toBeUndefined();
  });
});

describe('the Caddyfile', () => {
  const matchers = [
    ...caddyfile.matchAll(/^\t@([\w-]+) path_regexp (\^.*\$)\n\thandle @([\w-]+) \{\n([^]*?)^\t\}/gm),
  ];

  test('names the same expressions, in the same order, for the same services', () => {
    const inCaddy = matchers.map(([, , pattern, , body]) => ({
      pattern,
      service: /reverse_proxy (\w+):3000/.exec(body)?.[1],
    }));
    expect(inCaddy).toEqual(routes.map(({ pattern, service }) => ({ pattern, service })));
  });

  test('holds back no stream and changes no path', () => {
    const inCaddy = matchers.map(([, , , , body]) => /flush_interval -1/.test(body) || undefined);
    expect(inCaddy).toEqual(routes.map(({ unbuffered }) => unbuffered));
    expect(caddyfile).not.toMatch(/rewrite|uri |handle_path/);
  });

  test('uses each matcher where it stands, and answers everything else with 404', () => {
    for (const [, defined, , used] of matchers) expect(used).toBe(defined);
    expect(caddyfile.match(/reverse_proxy/g)).toHaveLength(routes.length);
    expect(caddyfile).toMatch(/\n\thandle \{\n[^}]*respond `\{[^`]*"code":"not_found"\}` 404\n\t\}/);
  });
});
