import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { permissionsOf, type Permission } from '@switchboard/permissions';
import type { FastifyRequest } from 'fastify';
import { httpSettings, type HttpSettings } from '../http.settings.js';
import { problem } from '../problems/problem.js';
import type { Actor, KeyActor, UserActor } from './actor.js';
import { looksLikeApiKey, sameSecret } from './api-key.js';
import { KeyGate } from './key-gate.js';
import { MemberGate } from './member-gate.js';
import { isPlatformRoute } from './platform-routes.js';
import { accessOf, type AuthenticatedRequest, type RouteAccess } from './route-access.js';
import { ShopScope } from './shop-scope.js';
import { Tickets } from './tickets.js';

type Caller = Extract<RouteAccess, { kind: 'caller' }>;
type SignedInOnly = Extract<RouteAccess, { kind: 'signed-in' }>;

/** Stands before every route: who calls, whether the shop is theirs (404), whether they may (403). */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(httpSettings) private readonly settings: HttpSettings,
    private readonly members: MemberGate,
    private readonly keys: KeyGate,
    private readonly tickets: Tickets,
    private readonly shops: ShopScope,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest & AuthenticatedRequest>();
    const access = accessOf(context.getHandler(), context.getClass());
    if (!access) {
      if (isPlatformRoute(request.routeOptions.url ?? '')) return true;
      throw problem('permission.denied');
    }
    if (access.kind === 'public') return true;
    request.actor = await this.identify(request, access);
    if (access.kind === 'internal') return true;
    await this.checkShops(request, request.actor);
    checkRights(access, request.actor);
    return true;
  }

  private async identify(
    request: FastifyRequest & AuthenticatedRequest,
    access: Exclude<RouteAccess, { kind: 'public' }>,
  ): Promise<Actor> {
    const [scheme, credential] = credentialOf(request);
    if (access.kind === 'internal') {
      if (scheme !== 'service') throw problem('auth.required');
      // Every accepted credential is compared, so that time tells nothing about which one is near.
      const accepted = this.settings.internalCredentials.filter((known) => sameSecret(known, credential));
      if (accepted.length === 0) throw problem('auth.token_invalid');
      return { kind: 'service' };
    }
    if (access.kind === 'caller' && access.ticket && scheme === '') {
      const ticket = (request.query as Record<string, unknown>).ticket;
      if (ticket !== undefined) {
        const { actor, purpose } = await this.tickets.redeem(ticket);
        request.ticket = purpose;
        return actor;
      }
    }
    if (scheme !== 'bearer') throw problem('auth.required');
    if (looksLikeApiKey(credential)) return this.keys.admit(credential);
    return this.members.admit(credential, access.kind === 'signed-in' || access.whileDeactivated);
  }

  private async checkShops(request: FastifyRequest, actor: Actor): Promise<void> {
    const inPath = (request.params as Record<string, unknown> | undefined)?.shopId;
    const inQuery = (request.query as Record<string, unknown> | undefined)?.shopId;
    for (const shopId of [inPath, inQuery].flat()) {
      if (typeof shopId === 'string') await this.shops.require(actor, shopId);
    }
  }
}

/** Whether this actor may call a route with this access. Throws the 403. */
function checkRights(access: Caller | SignedInOnly, actor: Actor): void {
  if (access.kind === 'signed-in') {
    if (actor.kind !== 'user') throw problem('permission.denied');
  } else if (actor.kind === 'user') {
    if (!access.permission || !holds(actor, access.permission)) throw problem('permission.denied');
  } else if (actor.kind === 'key') {
    checkScope(access, actor);
  }
}

const holds = (user: UserActor, permission: Permission): boolean =>
  permissionsOf({ role: user.role, advanced: user.advanced }).has(permission);

function checkScope(access: Caller, key: KeyActor): void {
  if (!access.keyScope) throw problem('permission.denied');
  if (!key.scopes.includes(access.keyScope)) throw problem('key.scope_missing');
}

function credentialOf(request: FastifyRequest): [scheme: string, credential: string] {
  const [, scheme = '', credential = ''] = /^(\w+) +(\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  return [scheme.toLowerCase(), credential];
}
