import {
  createParamDecorator,
  Injectable,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { invalidInput, problem } from '../problems/problem.js';

/** How If-Match is read. */
export interface IfMatchOptions {
  /** Without the header the handler gets `undefined`; otherwise its absence is 428 `version.required`. */
  optional?: boolean;
}

/**
 * The version that the caller has seen, from `If-Match: "7"`. Compare it with `requireVersion`.
 */
export const IfMatch = createParamDecorator(
  (options: IfMatchOptions | undefined, context: ExecutionContext): number | undefined => {
    const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
    if (header === undefined && options?.optional) return undefined;
    if (header === undefined) throw problem('version.required');
    const version = /^(?:W\/)?"(\d{1,15})"$/.exec(header)?.[1];
    if (version === undefined) {
      throw invalidInput('If-Match', 'wrong_format', 'If-Match must be the ETag of an answer, like "7"');
    }
    return Number(version);
  },
  [
    (target, key) => {
      const method = Object.getOwnPropertyDescriptor(target, key as string);
      if (method) ApiHeader({ name: 'If-Match', schema: { type: 'string' } })(target, key!, method);
    },
  ],
);

/** Throws 412 `version.stale` unless the caller has seen the current version (or named none, where that is allowed). */
export function requireVersion(seen: number | undefined, current: number): void {
  if (seen !== undefined && seen !== current) throw problem('version.stale', { currentVersion: current });
}

@Injectable()
class VersionTag implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((body: unknown) => {
        const version = (body as { version?: unknown } | null | undefined)?.version;
        if (typeof version === 'number') reply.header('etag', `"${version}"`);
        return body;
      }),
    );
  }
}

/** Sends the answer's `version` as ETag too. */
export const WithETag = () => UseInterceptors(VersionTag);
