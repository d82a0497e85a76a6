import { Injectable, type ExecutionContext } from '@nestjs/common';
import type { ThrottlerLimitDetail } from '@nestjs/throttler';
import { isPlatformRoute } from '../access/platform-routes.js';
import { problem } from '../problems/problem.js';
import { ThrottlerGuard } from './throttler.js';

/** Refuses with 429 and Retry-After. Probes are never limited. */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  protected override async shouldSkip(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<{ routeOptions: { url?: string } }>();
    return isPlatformRoute(request.routeOptions.url ?? '');
  }

  protected override throwThrottlingException(
    _context: ExecutionContext,
    { timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    return Promise.reject(problem('rate_limited', { retryAfterSeconds: timeToBlockExpire }));
  }
}
