import { createHash } from 'node:crypto';
import { SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { ThrottlerModuleOptions, ThrottlerOptions, ThrottlerStorage } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../access/actor.js';
import type { AuthenticatedRequest } from '../access/route-access.js';
import type { HttpSettings } from '../http.settings.js';
import { normalizeIp } from './throttler.js';

/** Max requests in a window of seconds. */
export interface Limit {
  limit: number;
  seconds: number;
}

/** Limits of one route, beside the general one per caller. */
export interface RateLimits {
  /** Per network address. */
  address?: Limit;
  /** Per whatever the request is about: the account or e-mail address in a sign-in. Runs before validation. */
  subject?: Limit & { of: (request: FastifyRequest) => string };
}

const limitsKey = 'switchboard:rate-limits';

/** `@RateLimit({ address: { limit: 20, seconds: 60 } })` */
export const RateLimit = (limits: RateLimits) => SetMetadata(limitsKey, limits);

const limitsOf = (context: ExecutionContext): RateLimits =>
  (Reflect.getMetadata(limitsKey, context.getHandler()) as RateLimits | undefined) ?? {};
const requestOf = (context: ExecutionContext) =>
  context.switchToHttp().getRequest<FastifyRequest & AuthenticatedRequest>();
const routeOf = (context: ExecutionContext) => `${context.getClass().name}.${context.getHandler().name}`;

/** An IPv6 customer has a whole /64 to call from. */
const addressOf = (context: ExecutionContext) => normalizeIp(requestOf(context).ip);
/** A subject may be an e-mail address, of any length. */
const hash = (subject: string) => createHash('sha256').update(subject).digest('base64url');

/** One named throttler that counts only on routes with such a limit. */
function routeLimit(
  name: keyof RateLimits,
  trackerOf: (context: ExecutionContext) => string,
): ThrottlerOptions {
  return {
    name,
    skipIf: (context) => limitsOf(context)[name] === undefined,
    limit: (context) => limitsOf(context)[name]?.limit ?? 0,
    ttl: (context) => (limitsOf(context)[name]?.seconds ?? 0) * 1000,
    getTracker: (_, context) => trackerOf(context),
    generateKey: (context, tracker) => `${routeOf(context)}:${name}:${tracker}`,
  };
}

/** What `@nestjs/throttler` is set up with. */
export function throttlerOptions(settings: HttpSettings, storage: ThrottlerStorage): ThrottlerModuleOptions {
  return {
    storage,
    setHeaders: false,
    throttlers: [
      {
        name: 'caller',
        limit: settings.requestsPerMinute ?? 6000,
        ttl: 60_000,
        getTracker: (_, context) => callerOf(requestOf(context).actor, addressOf(context)),
        generateKey: (_, tracker) => `${settings.service}:${tracker}`,
        // Services of the suite limit themselves; they must not be cut off in the middle of a drain.
        skipIf: (context) => requestOf(context).actor?.kind === 'service',
      },
      routeLimit('address', addressOf),
      routeLimit('subject', (context) => hash(limitsOf(context).subject?.of(requestOf(context)) ?? '')),
    ],
  };
}
