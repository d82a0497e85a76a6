import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
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

const CONNECTIONS = { keepAlive: true, maxSockets: 16, timeout: 30_000 };

/** HTTP to providers: configured hosts only, redirects not followed, connections kept, answers of bounded size. */
export class OutgoingHttp {
  private readonly http = new HttpAgent(CONNECTIONS);
  private readonly https = new HttpsAgent(CONNECTIONS);

  constructor(private readonly hosts: OutgoingHosts) {}

  /** The answer's JSON. Rejects on refusal, failure, time limit, redirect, a status that is not 2xx and bad JSON. */
  async json<T>(url: URL, request: OutgoingRequest): Promise<T> {
    this.hosts.check(url);
    const answer = await this.answerOf(url, request);
    const status = answer.statusCode ?? 0;
    if (status < 200 || status > 299) {
      answer.resume();
      throw new AnswerError(status);
    }
    return JSON.parse(await textOf(answer)) as T;
  }

  close(): void {
    this.http.destroy();
    this.https.destroy();
  }

  private answerOf(url: URL, { signal, headers = {}, body }: OutgoingRequest): Promise<IncomingMessage> {
    const content = body === undefined ? undefined : JSON.stringify(body);
    const secure = url.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const outgoing = (secure ? httpsRequest : httpRequest)(url, {
        agent: secure ? this.https : this.http,
        lookup: this.hosts.lookup as LookupFunction,
        method: content === undefined ? 'GET' : 'POST',
        headers: {
          accept: 'application/json',
          ...(content === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        signal,
      });
      outgoing.on('response', resolve).on('error', reject).end(content);
    });
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > ANSWER_LIMIT) throw new Error('answered more than a translation can be');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
