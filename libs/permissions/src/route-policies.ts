import type { Permission } from './permission-table.js';

/** A scope of an API key; the last two belong to platform keys only. */
export type KeyScope = 'inbound:write' | 'outbound:read' | 'chats:read' | 'reviews:read' | 'reviews:write';

/** The services with routes. */
export type RouteService = 'identity' | 'team' | 'routing' | 'translation';

/**
 * What a route asks of its caller: a permission; `public`: nothing; `signed-in`: any signed-in person;
 * `key`: an API key only; `internal`: the service credential, never at the edge.
 */
export type Policy = RoutePermission | 'public' | 'signed-in' | 'key' | 'internal';

/**
 * What a route can ask for. Not `chats:all`: it depends on the shop's chat access, which no guard knows; the use
 * case asks the chat policy.
 */
export type RoutePermission = Exclude<Permission, 'chats:all'>;

/** One route and what it asks. */
export interface RoutePolicy {
  readonly service: RouteService;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As in SPEC section 7, with `{name}` for parameters. */
  readonly path: string;
  readonly policy: Policy;
  /** API keys with this scope may call it too (or only they, where the policy is `key`). */
  readonly keyScope?: KeyScope;
  /** Open to a deactivated member as well. */
  readonly whileDeactivated?: true;
  /** A single-use ticket in the query stands for the token. */
  readonly ticket?: true;
}

type Extra = Omit<RoutePolicy, 'service' | 'method' | 'path' | 'policy'>;

/** Lines such as `GET,POST /v1/users`, one policy each. */
const routesOf =
  (service: RouteService) =>
  (line: string, policy: Policy, extra: Extra = {}): RoutePolicy[] => {
    const [methods = '', path = ''] = line.split(' ');
    return methods
      .split(',')
      .map((method) => ({ service, method: method as RoutePolicy['method'], path, policy, ...extra }));
  };

const identity = routesOf('identity');
const team = routesOf('team');
const routing = routesOf('routing');
const translation = routesOf('translation');
const SHOP = '/v1/shops/{shopId}';
const deactivatedToo = { whileDeactivated: true } as const;
const chatsRead = { keyScope: 'chats:read' } as const;

/** Every route of every service. A guard that finds no line here refuses. */
export const routePolicies: readonly RoutePolicy[] = [
  ...identity('POST /v1/accounts', 'public'),
  ...identity('POST /v1/auth/email/verify', 'public'),
  ...identity('POST /v1/auth/email/resend', 'public'),
  ...identity('POST /v1/auth/login', 'public'),
  ...identity('POST /v1/auth/refresh', 'public'),
  ...identity('POST /v1/auth/switch', 'signed-in', deactivatedToo),
  ...identity('POST /v1/auth/logout', 'signed-in', deactivatedToo),
  ...identity('POST /v1/auth/logout-all', 'signed-in', deactivatedToo),
  ...identity('POST /v1/auth/password/forgot', 'public'),
  ...identity('POST /v1/auth/password/reset', 'public'),
  ...identity('GET,PATCH /v1/me', 'profile:self', deactivatedToo),
  ...identity('POST /v1/me/password', 'profile:self', deactivatedToo),
  ...identity('GET /v1/shops', 'profile:self'),
  ...identity('POST /v1/shops', 'account:manage'),
  ...identity(`GET ${SHOP}`, 'profile:self'),
  ...identity(`PATCH ${SHOP}`, 'account:manage'),
  ...identity('GET,POST /v1/users', 'users:manage'),
  ...identity('GET,PATCH,DELETE /v1/users/{userId}', 'users:manage'),
  ...identity('POST /v1/users/{userId}/deactivate', 'users:manage'),
  ...identity('POST /v1/users/{userId}/activate', 'users:manage'),
  ...identity('POST /v1/users/{userId}/invitation/resend', 'users:manage'),
  ...identity('DELETE /v1/users/{userId}/invitation', 'users:manage'),
  ...identity('POST /v1/invitations/lookup', 'public'),
  ...identity('POST /v1/invitations/activate', 'public'),
  ...identity('GET,POST /v1/api-keys', 'account:manage'),
  ...identity('DELETE /v1/api-keys/{id}', 'account:manage'),
  ...identity('GET /v1/audit-log', 'account:manage'),
  ...identity('GET /.well-known/jwks.json', 'public'),
  ...identity('GET /internal/v1/shops/{id}', 'internal'),
  ...identity('GET /internal/v1/memberships/{accountId}/{userId}', 'internal'),
  ...identity('POST /internal/v1/access-checks', 'internal'),

  ...team(`GET ${SHOP}/agents`, 'team:manage'),
  ...team(`GET,PATCH ${SHOP}/agents/me`, 'profile:self'),
  ...team(`GET,PATCH ${SHOP}/agents/{userId}`, 'team:manage'),
  ...team(`GET ${SHOP}/settings/assignment`, 'settings:read'),
  ...team(`PUT ${SHOP}/settings/assignment`, 'settings:write'),
  ...team(`GET ${SHOP}/settings/chat-access`, 'settings:read'),
  ...team(`PUT ${SHOP}/settings/chat-access`, 'settings:write'),
  ...team(`GET ${SHOP}/settings/lifecycle`, 'settings:read'),
  ...team(`PUT ${SHOP}/settings/lifecycle`, 'settings:write'),

  ...routing(`POST ${SHOP}/inbound-messages`, 'key', { keyScope: 'inbound:write' }),
  ...routing(`GET ${SHOP}/outbound-messages`, 'key', { keyScope: 'outbound:read' }),
  ...routing(`GET ${SHOP}/chats`, 'chats:handle', chatsRead),
  ...routing(`GET ${SHOP}/chats/{chatId}`, 'chats:handle', chatsRead),
  ...routing(`GET ${SHOP}/chat-counts`, 'chats:handle', chatsRead),
  ...routing(`GET ${SHOP}/chats/{chatId}/messages`, 'chats:handle', chatsRead),
  ...routing(`POST ${SHOP}/chats/{chatId}/messages`, 'chats:handle'),
  ...routing(`POST ${SHOP}/chats/{chatId}/read`, 'chats:handle'),
  ...routing(`POST ${SHOP}/chats/{chatId}/close`, 'chats:handle'),
  ...routing(`POST ${SHOP}/chats/{chatId}/reopen`, 'chats:handle'),
  ...routing(`POST ${SHOP}/chats/{chatId}/assign`, 'chats:handle'),
  ...routing(`GET ${SHOP}/chats/{chatId}/assignments`, 'chats:handle'),
  ...routing(`POST ${SHOP}/transfers`, 'chats:handle'),
  ...routing(`GET ${SHOP}/transfer-targets`, 'chats:handle'),
  ...routing(`GET ${SHOP}/workload`, 'team:manage'),
  ...routing('GET /v1/stream', 'chats:handle', { ticket: true }),
  ...routing('POST /v1/stream-tickets', 'chats:handle'),
  ...routing('PUT /internal/v1/agents', 'internal'),

  ...translation('GET,PUT /v1/translation/settings', 'chats:handle'),
  ...translation('GET,PUT,DELETE /v1/translation/chats/{chatId}/settings', 'chats:handle'),
  ...translation('POST /v1/translation/chats/{chatId}/translate', 'chats:handle'),
  ...translation('POST /v1/translation/translate', 'chats:handle'),
  ...translation('POST /v1/translation/detect', 'chats:handle'),
  ...translation('GET /v1/translation/languages', 'chats:handle'),
  ...translation('GET /v1/translation/usage', 'account:manage'),
  ...translation('GET,PUT /v1/translation/limits', 'account:manage'),
];

/** What every service answers beside its own routes. /metrics stays on the internal network by the edge. */
export const servicePaths: readonly string[] = [
  '/health/live',
  '/health/ready',
  '/metrics',
  '/docs',
  '/openapi.json',
];

const byRoute = new Map(
  routePolicies.map((route) => [`${route.service} ${route.method} ${withoutNames(route.path)}`, route]),
);

/** The line of a route, with parameters written `{x}` or `:x`; undefined where the table has none. */
export const policyOf = (service: string, method: string, path: string): RoutePolicy | undefined =>
  byRoute.get(`${service} ${method.toUpperCase()} ${withoutNames(path)}`);

function withoutNames(path: string): string {
  return path.replaceAll(/\{[^}]+\}|:[A-Za-z]+/g, '{}');
}
