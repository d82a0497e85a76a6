import {
  applyDecorators,
  createParamDecorator,
  SetMetadata,
  UseInterceptors,
  type ExecutionContext,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Queryable } from '@switchboard/persistence';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { idempotentKey, type IdempotentOptions, type IdempotentRequest } from './idempotent-request.js';

/**
 * For POSTs that create: a repeat with the same `Idempotency-Key` gets the first answer (24 h, per caller),
 * a concurrent one waits for it, another body with the same key is 422. Failures are not kept: they changed
 * nothing and may be tried again with the same key.
 */
export const Idempotent = (options: IdempotentOptions = {}) =>
  applyDecorators(
    SetMetadata(idempotentKey, options),
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: options.required ?? false,
      schema: { type: 'string', minLength: 1, maxLength: 255 },
      description: 'Kept 24 h per caller; a repeat gets the first answer',
    }),
  );

/** The key of the present request, for work that must not be done twice even if the process dies after its commit. */
export interface IdempotencyScope {
  /**
   * Stores the answer in the work's own transaction, so that effect and answer commit together. Does nothing
   * when the caller sent no key.
   */
  store(tx: Queryable, body: unknown): Promise<void>;
}

/** `@Idempotency() idempotency: IdempotencyScope` */
export const Idempotency = createParamDecorator((_: unknown, context: ExecutionContext): IdempotencyScope => {
  const request = context.switchToHttp().getRequest<IdempotentRequest>();
  return { store: async (tx, body) => request.idempotency?.store(tx, body) };
});
