import {
  permissions,
  permissionsOf,
  policyOf,
  routePolicies,
  type Permission,
  type Policy,
} from './index.js';

const nameOf = ({ service, method, path }: { service: string; method: string; path: string }) =>
  `${service} ${method} ${path}`;

/** SPEC section 7's routing at the edge. */
const edge: Record<string, RegExp[]> = {
  team: [/^\/v1\/(shops\/[^/]+\/(agents|settings)|avatars|nickname-reviews)(\/.*)?$/],
  routing: [
    /^\/v1\/(shops\/[^/]+\/(inbound-messages|outbound-messages|chats|chat-counts|transfers|transfer-targets|workload)|stream|stream-tickets)(\/.*)?$/,
  ],
  translation: [/^\/v1\/translation(\/.*)?$/],
  identity: [
    /^\/v1\/(accounts|auth|me|users|invitations|api-keys|audit-log)(\/.*)?$/,
    /^\/v1\/shops(\/[^/]+)?$/,
    /^\/\.well-known\/jwks\.json$/,
  ],
};

describe('the table of routes', () => {
  it('asks for every permission somewhere', () => {
    const asked = new Set(routePolicies.map(({ policy }) => policy));
    // The chat policy asks for chats:all.
    expect(permissions.filter((permission) => !asked.has(permission as Policy))).toEqual(['chats:all']);
  });

  it('names each route once', () => {
    const names = routePolicies.map(nameOf);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(routePolicies.map((route) => [nameOf(route), route] as const))('%s is sound', (_, route) => {
    const special = ['public', 'signed-in', 'key', 'internal'];
    expect([...permissions, ...special]).toContain(route.policy);
    expect(route.policy === 'key' && !route.keyScope).toBe(false);
    expect(route.path.startsWith('/internal/')).toBe(route.policy === 'internal');
  });

  it.each(
    routePolicies
      .filter(({ policy }) => policy !== 'internal')
      .map((route) => [nameOf(route), route] as const),
  )('%s is reached through the edge at its own service only', (_, route) => {
    const path = route.path.replaceAll(/\{[^}]+\}/g, '0192f000-0000-7000-8000-00000000000a');
    const reached = Object.keys(edge).filter((service) =>
      edge[service]?.some((pattern) => pattern.test(path)),
    );
    expect(reached).toEqual([route.service]);
  });

  it('is found with either way of writing parameters, and only for its own service', () => {
    const route = policyOf('team', 'get', '/v1/shops/:shopId/agents/:id');
    expect(route?.policy).toBe('team:manage');
    expect(policyOf('team', 'GET', '/v1/shops/{x}/agents/{y}')).toBe(route);
    expect(policyOf('team', 'GET', '/v1/shops/:shopId/agents/me')?.policy).toBe('profile:self');
    expect(policyOf('routing', 'GET', '/v1/shops/:shopId/agents')).toBeUndefined();
    expect(policyOf('team', 'DELETE', '/v1/shops/:shopId/agents/:id')).toBeUndefined();
  });

  it('keeps writing away from a plain agent, except their own things', () => {
    const agent = permissionsOf({ role: 'agent', advanced: false });
    const open = routePolicies
      .filter(({ policy, method }) => method !== 'GET' && agent.has(policy as Permission))
      .map(nameOf);
    expect(open).toMatchInlineSnapshot(`
      [
        "identity PATCH /v1/me",
        "identity POST /v1/me/password",
        "team PATCH /v1/shops/{shopId}/agents/me",
        "routing POST /v1/shops/{shopId}/chats/{chatId}/messages",
        "routing POST /v1/shops/{shopId}/chats/{chatId}/read",
        "routing POST /v1/shops/{shopId}/chats/{chatId}/close",
        "routing POST /v1/shops/{shopId}/chats/{chatId}/reopen",
        "routing POST /v1/shops/{shopId}/chats/{chatId}/assign",
        "routing POST /v1/shops/{shopId}/transfers",
        "routing POST /v1/stream-tickets",
        "translation PUT /v1/translation/settings",
        "translation PUT /v1/translation/chats/{chatId}/settings",
        "translation DELETE /v1/translation/chats/{chatId}/settings",
        "translation POST /v1/translation/chats/{chatId}/translate",
        "translation POST /v1/translation/translate",
        "translation POST /v1/translation/detect",
      ]
    `);
  });

  it('is open without any token exactly here', () => {
    expect(routePolicies.filter(({ policy }) => policy === 'public').map(nameOf)).toMatchInlineSnapshot(`
      [
        "identity POST /v1/accounts",
        "identity POST /v1/auth/email/verify",
        "identity POST /v1/auth/email/resend",
        "identity POST /v1/auth/login",
        "identity POST /v1/auth/refresh",
        "identity POST /v1/auth/password/forgot",
        "identity POST /v1/auth/password/reset",
        "identity POST /v1/invitations/lookup",
        "identity POST /v1/invitations/activate",
        "identity GET /.well-known/jwks.json",
      ]
    `);
  });

  it('is open to deactivated members exactly here', () => {
    expect(routePolicies.filter(({ whileDeactivated }) => whileDeactivated).map(nameOf))
      .toMatchInlineSnapshot(`
      [
        "identity POST /v1/auth/switch",
        "identity POST /v1/auth/logout",
        "identity POST /v1/auth/logout-all",
        "identity GET /v1/me",
        "identity PATCH /v1/me",
        "identity POST /v1/me/password",
      ]
    `);
  });
});
