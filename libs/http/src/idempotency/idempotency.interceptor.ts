import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Database, type Queryable } from '@switchboard/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, of, type Observable } from 'rxjs';
import { callerOf } from '../access/actor.js';
import type { AuthenticatedRequest } from '../access/route-access.js';
import { refuseTooDeep } from '../input/validation.js';
import { invalidInput, problem } from '../problems/problem.js';
import { IdempotencyRecords, type Claim } from './idempotency-records.js';
import { idempotentKey, type IdempotentOptions, type IdempotentRequest } from './idempotent-request.js';
import type { StoredAnswer } from './sealed-answer.js';

type Keyed = FastifyRequest & AuthenticatedRequest & IdempotentRequest;

/** Headers that belong to the answer itself. */
const keptHeaders = ['etag', 'location'];

/** Replays first answers; see `@Idempotent()`. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly records: IdempotencyRecords,
    private readonly database: Database,
    private readonly reflector: Reflector,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Keyed>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const options = this.reflector.get<IdempotentOptions>(idempotentKey, context.getHandler());
    const key = readKey(request, options.required ?? false);
    if (key === undefined) return next.handle();
    const { method, url, body } = request;
    // The body is fingerprinted as it came: nesting without end would exhaust the stack there.
    refuseTooDeep(body);
    const begun = await this.records.begin({
      caller: callerOf(request.actor, request.ip),
      key,
      method,
      url,
      body,
    });
    if ('replay' in begun) return of(replay(begun.replay, reply));
    return from(this.work(begun.claim, request, reply, next));
  }

  private async work(claim: Claim, request: Keyed, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    let stored = false;
    const store = async (q: Queryable, body: unknown) => {
      stored = await claim.store(q, { status: reply.statusCode, headers: headersOf(reply), body });
    };
    request.idempotency = {
      store: async (tx, body) => {
        await store(tx, body);
        // A claim held too long was taken over: the other answer is the first, this work must not commit.
        if (!stored) throw problem('dependency.unavailable', { retryAfterSeconds: 1 });
      },
    };
    try {
      const body: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      if (!stored) await store(this.database, body);
      return body;
    } catch (error) {
      // If the work committed its answer after all, this deletes nothing; if it fails, the claim runs out.
      await claim.release().catch(() => undefined);
      throw error;
    }
  }
}

function readKey(request: FastifyRequest, required: boolean): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined && !required) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw invalidInput(
    'Idempotency-Key',
    key === undefined ? 'required' : 'wrong_format',
    'The header Idempotency-Key must be 1 to 255 visible characters',
  );
}

function headersOf(reply: FastifyReply): Record<string, string> {
  const present = keptHeaders.map((name) => [name, reply.getHeader(name)] as const);
  return Object.fromEntries(
    present.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function replay(answer: StoredAnswer, reply: FastifyReply): unknown {
  reply.code(answer.status).headers(answer.headers).header('idempotency-replayed', 'true');
  return answer.body;
}
