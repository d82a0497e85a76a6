import { Inject, Injectable } from '@nestjs/common';
import { activeTraceparent } from '@switchboard/chassis';
import { circuitBreaker, ConsecutiveBreaker, handleAll, type CircuitBreakerPolicy } from 'cockatiel';
import { httpSettings, type HttpSettings } from '../http.settings.js';
import { problem } from '../problems/problem.js';

/** One call to another service of the suite. */
export interface InternalRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  body?: unknown;
  /** Limit for the whole call, connection included (default 2,000). */
  timeoutMs?: number;
}

/** What came back: any answer below 500. */
export interface InternalResponse<T> {
  status: number;
  body: T;
}

/**
 * Calls between services: service credential, time limit, trace, and a circuit breaker per target, so that
 * a service that is away costs nothing while it is. No answer, or one of 500 and above, throws
 * `dependency.unavailable`; callers that have an answer of their own for that catch it.
 */
@Injectable()
export class InternalHttp {
  private readonly breakers = new Map<string, CircuitBreakerPolicy>();

  constructor(@Inject(httpSettings) private readonly settings: HttpSettings) {}

  /** `call<Shop>('http://identity:3001', '/internal/v1/shops/…')` */
  async call<T>(origin: string, path: string, request: InternalRequest = {}): Promise<InternalResponse<T>> {
    try {
      return await this.breakerOf(origin).execute(() => this.send<T>(origin, path, request));
    } catch (error) {
      throw problem('dependency.unavailable', { retryAfterSeconds: 1 }, { cause: error });
    }
  }

  private async send<T>(
    origin: string,
    path: string,
    request: InternalRequest,
  ): Promise<InternalResponse<T>> {
    const traceparent = activeTraceparent();
    const response = await fetch(new URL(path, origin), {
      method: request.method ?? 'GET',
      redirect: 'error',
      signal: AbortSignal.timeout(request.timeoutMs ?? 2000),
      headers: {
        authorization: `Service ${this.settings.internalCredentials[0] ?? ''}`,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(traceparent ? { traceparent } : {}),
      },
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
    });
    const text = await response.text();
    if (response.status >= 500) throw new Error(`${path} answered ${response.status}`);
    if (response.status === 401) throw new Error(`${path}: the service credential is not accepted`);
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as T };
  }

  private breakerOf(origin: string): CircuitBreakerPolicy {
    const known = this.breakers.get(origin);
    if (known) return known;
    const breaker = circuitBreaker(handleAll, { halfOpenAfter: 1000, breaker: new ConsecutiveBreaker(5) });
    this.breakers.set(origin, breaker);
    return breaker;
  }
}
