import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { KeyScope as Scope, RoutePermission } from '@switchboard/permissions';
import type { Actor, UserActor } from './actor.js';
import { problem } from '../problems/problem.js';

/** Who may call a route, as its decorators say. */
export type RouteAccess =
  | { kind: 'public' }
  | { kind: 'internal' }
  | { kind: 'signed-in' }
  | {
      kind: 'caller';
      permission?: RoutePermission;
      keyScope?: Scope;
      whileDeactivated: boolean;
      ticket: boolean;
    };

const accessKey = 'switchboard:access';
const requiresKey = 'switchboard:requires';
const scopeKey = 'switchboard:key-scope';
const ticketKey = 'switchboard:ticket';

/** How a permission is asked for. */
export interface RequiresOptions {
  /** Also open to a deactivated member (`/me` and the password only). */
  whileDeactivated?: boolean;
}

/** Users need this permission. API keys are refused unless `@KeyScope` stands beside it. */
export const Requires = (permission: RoutePermission, options: RequiresOptions = {}) =>
  SetMetadata(requiresKey, { permission, ...options });

/** API keys with this scope may call it; users may only if `@Requires` stands beside it. */
export const KeyScope = (scope: Scope) => SetMetadata(scopeKey, scope);

/** A single-use ticket of `Tickets` in `?ticket=` stands for the token: for what cannot send a header. */
export const AcceptsTicket = () => SetMetadata(ticketKey, true);

/** Anybody, without credentials. */
export const Public = () => SetMetadata(accessKey, 'public');

/** Any signed-in person, also one whose membership is deactivated (sign out, switch account). */
export const SignedIn = () => SetMetadata(accessKey, 'signed-in');

/** Other services of the suite only, with the service credential; never reachable at the edge. */
export const Internal = () => SetMetadata(accessKey, 'internal');

type Decorated = Function;

/** Reads the decorators of a handler (its own, else its controller's). `undefined`: none, and every call is refused. */
export function accessOf(handler: Decorated, controller: Decorated): RouteAccess | undefined {
  return declaredOn(handler) ?? declaredOn(controller);
}

function declaredOn(target: Decorated): RouteAccess | undefined {
  const kind = Reflect.getMetadata(accessKey, target) as 'public' | 'signed-in' | 'internal' | undefined;
  if (kind !== undefined) return { kind };
  const requires = Reflect.getMetadata(requiresKey, target) as
    (RequiresOptions & { permission: RoutePermission }) | undefined;
  const keyScope = Reflect.getMetadata(scopeKey, target) as Scope | undefined;
  if (!requires && !keyScope) return undefined;
  return {
    kind: 'caller',
    permission: requires?.permission,
    keyScope,
    whileDeactivated: requires?.whileDeactivated ?? false,
    ticket: Reflect.hasMetadata(ticketKey, target),
  };
}

/** A request after the guard. */
export interface AuthenticatedRequest {
  actor?: Actor;
  /** What the ticket was issued for, where one was used. */
  ticket?: unknown;
}

/** The caller: `@CurrentActor() actor: Actor`. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!actor) throw problem('auth.required');
  return actor;
});

/** What the ticket of this request was issued for; `undefined` when the caller came with a token. */
export const TicketPurpose = createParamDecorator(
  (_: unknown, context: ExecutionContext): unknown =>
    context.switchToHttp().getRequest<AuthenticatedRequest>().ticket,
);

/** The caller where only people are let in: `@CurrentUser() user: UserActor`. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): UserActor => {
  const { actor } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (actor?.kind !== 'user') throw problem('permission.denied');
  return actor;
});
