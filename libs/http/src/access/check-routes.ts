import { routePolicies, type RoutePolicy } from '@switchboard/permissions';
import type { Route } from './list-routes.js';
import { isPlatformRoute } from './platform-routes.js';
import type { RouteAccess } from './route-access.js';

/**
 * Compares what the decorators say with the table of libs/permissions. The decorators are what the guard obeys and
 * what a reader of the controller sees; the table is what the documentation and the tests are made from. A
 * service where they differ does not start.
 */
export function routeFaults(
  service: string,
  routes: readonly Route[],
  policies: readonly RoutePolicy[] = routePolicies,
): string[] {
  const lines = new Map(
    policies
      .filter((line) => line.service === service)
      .map((line) => [nameOf(line.method, line.path), line] as const),
  );
  const faults = routes.flatMap(({ method, path, access }) => {
    if (!access && isPlatformRoute(path)) return [];
    const name = `${method} ${path}`;
    const line = lines.get(nameOf(method, path));
    lines.delete(nameOf(method, path));
    if (!line) return [`${name} is not in the table of libs/permissions`];
    if (!access) return [`${name} says nothing about who may call it`];
    const declared = describe(access);
    const expected = describe(accessIn(line));
    return declared === expected ? [] : [`${name}: the controller says ${declared}, the table ${expected}`];
  });
  const stray = [...lines.values()].map(
    ({ method, path }) => `${method} ${path} stands in the table of libs/permissions, no controller has it`,
  );
  return [...faults, ...stray];
}

/** Parameters are compared by their place. */
const nameOf = (method: string, path: string): string =>
  `${method} ${path.replaceAll(/\{[^}]+\}|:[A-Za-z]+/g, '{}')}`;

function accessIn({ policy, keyScope, whileDeactivated, ticket }: RoutePolicy): RouteAccess {
  if (policy === 'public' || policy === 'signed-in' || policy === 'internal') return { kind: policy };
  return {
    kind: 'caller',
    permission: policy === 'key' ? undefined : policy,
    keyScope,
    whileDeactivated: whileDeactivated ?? false,
    ticket: ticket ?? false,
  };
}

/** One line for people: `chats:handle or key chats:read`. */
export function describe(access: RouteAccess): string {
  if (access.kind !== 'caller') return access.kind;
  const callers = [access.permission, access.keyScope && `key ${access.keyScope}`, access.ticket && 'ticket'];
  const named = callers.filter((caller) => caller !== undefined && caller !== false).join(' or ');
  return access.whileDeactivated ? `${named}, while deactivated too` : named;
}
