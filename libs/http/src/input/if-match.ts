import {
  applyDecorators,
  createParamDecorator,
  Injectable,
  SetMetadata,
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

/** One entity tag of RFC 9110, section 8.8.3. */
export const entityTagPattern = '^(W/)?"[\\x21\\x23-\\x7e\\x80-\\xff]*"$';
const entityTag = new RegExp(entityTagPattern);
/** Proxies that compress an answer weaken its tag; the version in it stays what it is. */
const versionTag = /^(?:W\/)?"(0|[1-9]\d{0,14})"$/;
/** What an entity tag that we never sent stands for: no version is negative, so it is stale. */
const unknownVersion = -1;

const seenVersion = createParamDecorator(
  ({ optional }: IfMatchOptions, context: ExecutionContext): number | undefined => {
    const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
    if (header === undefined && optional) return undefined;
    if (header === undefined) throw problem('version.required');
    if (!entityTag.test(header)) {
      throw invalidInput('If-Match', 'not_an_entity_tag', 'If-Match must be the ETag of an answer, like "7"');
    }
    return Number(versionTag.exec(header)?.[1] ?? unknownVersion);
  },
);

/** The version that the caller has seen, from `If-Match: "7"`. Compare it with `requireVersion`. */
export const IfMatch =
  (options: IfMatchOptions = {}): ParameterDecorator =>
  (target, key, index) => {
    seenVersion(options)(target, key, index);
    const method = Object.getOwnPropertyDescriptor(target, key as string);
    const header = {
      name: 'If-Match',
      required: !options.optional,
      description: 'The ETag of the version that the caller has seen; another one is 412 `version.stale`',
      schema: { type: 'string', pattern: entityTagPattern },
    } as const;
    if (method) ApiHeader(header)(target, key!, method);
  };

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

const etagKey = 'switchboard:etag';

/** Sends the answer's `version` as ETag too. */
export const WithETag = () => applyDecorators(SetMetadata(etagKey, true), UseInterceptors(VersionTag));

/** Whether a route's answers carry an ETag. */
export const sendsETag = (handler: object, controller: object): boolean =>
  Reflect.hasMetadata(etagKey, handler) || Reflect.hasMetadata(etagKey, controller);
