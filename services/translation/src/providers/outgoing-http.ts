import { Agent, fetch } from 'undici';
import type { OutgoingHosts } from './outgoing-hosts.js';

/** Bytes of an answer, at most: a translation of 4,000 characters is far below. */
const ANSWER_LIMIT = 1_000_000;

/** What providers send: one JSON answer or a failure, within the caller's time limit. */
export interface OutgoingRequest {
  readonly signal: AbortSignal;
  readonly headers?: Record<string, string>;
  /** Present: POST with this JSON. */
  readonly body?: unknown;
}

/** A status other than 2xx. */
export class AnswerError extends Error {
  constructor(readonly status: number) {
    super(`answered ${status}`);
    this.name = 'AnswerError';
  }

  /** Whether it speaks of this one request rather than of the provider's health. */
  get blamesRequest(): boolean {
    return this.status >= 400 && this.status < 500 && ![401, 403, 408, 429].includes(this.status);
  }
}

/** HTTP to providers: configured hosts only, redirects refused, connections kept, answers of bounded size. */
export class OutgoingHttp {
  private readonly agent: Agent;

  constructor(private readonly hosts: OutgoingHosts) {
    this.agent = new Agent({
      connections: 16,
      keepAliveTimeout: 30_000,
      maxResponseSize: ANSWER_LIMIT,
      connect: { lookup: hosts.lookup as never, timeout: 1_000 },
    });
  }

  /** The answer's JSON. Rejects on refusal, failure, time limit, redirect, a status that is not 2xx and bad JSON. */
  async json<T>(url: URL, { signal, headers = {}, body }: OutgoingRequest): Promise<T> {
    this.hosts.check(url);
    const response = await fetch(url, {
      dispatcher: this.agent,
      redirect: 'error',
      signal,
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new AnswerError(response.status);
    }
    return (await response.json()) as T;
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}
