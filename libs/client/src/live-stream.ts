import { EventSource, type ErrorEvent, type EventSourceFetchInit } from 'eventsource';
import type { RoutingPaths } from './api.js';
import { authorizedFetch } from './authorized-fetch.js';
import type { Credentials } from './credentials.js';
import { isProblem, ProblemError } from './problem.js';

/** One event of the live stream, discriminated by `type`. */
export type StreamEvent = RoutingPaths['/v1/stream']['get']['responses'][200]['content']['text/event-stream'];

/** The event of one type. */
export type StreamEventOf<Type extends StreamEvent['type']> = Extract<StreamEvent, { type: Type }>;

/** Every type there is; a type missing here does not compile. */
const eventTypes = Object.keys({
  'chat.upserted': 0,
  'chat.removed': 0,
  'message.created': 0,
  'message.updated': 0,
  'agent.updated': 0,
  'counts.updated': 0,
  'settings.updated': 0,
  reset: 0,
} satisfies Record<StreamEvent['type'], 0>) as StreamEvent['type'][];

/** How to listen. */
export interface LiveStreamOptions {
  baseUrl: string;
  credentials: Credentials;
  /** None: all of the caller's shops. */
  shopIds?: string[];
  /** Goes on after this position. */
  lastEventId?: string;
  /** `ticket` asks for a single-use ticket before each connection, for where headers cannot be sent (default `header`). */
  use?: 'header' | 'ticket';
  fetch?: typeof globalThis.fetch;
}

/**
 * The live stream: comes back by itself after a cut or while the service is away, at the position where it was.
 * `reset` means that the position is gone: load again what is shown, then go on. It ends for good when the service refuses
 * it (session ended, membership deactivated): see `onEnd`.
 */
export class LiveStream {
  private readonly source: EventSource;
  private readonly authorized: ReturnType<typeof authorizedFetch>;
  private readonly ends = new Set<(reason: ProblemError) => void>();
  private refusal?: ProblemError;
  private position: string;

  constructor(private readonly options: LiveStreamOptions) {
    this.position = options.lastEventId ?? '';
    this.authorized = authorizedFetch(options.credentials, options.fetch);
    this.source = new EventSource(new URL('/v1/stream', options.baseUrl), {
      fetch: (_url, init) => this.connect(init),
    });
    for (const type of eventTypes) this.source.addEventListener(type, (event) => this.remember(event));
    this.source.addEventListener('error', () => this.endWhenRefused());
  }

  /** Position of the last event: keep it to go on later. */
  get lastEventId(): string {
    return this.position;
  }

  /** Calls `listener` for each event of a type. Answers how to stop that. */
  on<Type extends StreamEvent['type']>(
    type: Type,
    listener: (event: StreamEventOf<Type>) => void,
  ): () => void {
    const listen = (event: MessageEvent) => listener(JSON.parse(event.data as string) as StreamEventOf<Type>);
    this.source.addEventListener(type, listen);
    return () => this.source.removeEventListener(type, listen);
  }

  /** Calls `listener` for each event, whatever its type. */
  onEvent(listener: (event: StreamEvent) => void): () => void {
    const stops = eventTypes.map((type) =>
      this.on(type, listener as (event: StreamEventOf<typeof type>) => void),
    );
    return () => stops.forEach((stop) => stop());
  }

  /** Calls `listener` each time a connection stands. */
  onOpen(listener: () => void): () => void {
    this.source.addEventListener('open', listener);
    return () => this.source.removeEventListener('open', listener);
  }

  /** Calls `listener` each time the connection is cut or cannot be made; another try follows by itself. */
  onInterruption(listener: (message: string) => void): () => void {
    const listen = (event: Event) => {
      if (!this.refusal) listener((event as ErrorEvent).message ?? 'interrupted');
    };
    this.source.addEventListener('error', listen);
    return () => this.source.removeEventListener('error', listen);
  }

  /** Calls `listener` once when the service refuses the stream: it does not come back. */
  onEnd(listener: (reason: ProblemError) => void): () => void {
    this.ends.add(listener);
    return () => this.ends.delete(listener);
  }

  /** Ends it. */
  close(): void {
    this.source.close();
  }

  /** One connection. A refusal is answered as it is (the source gives up); anything passing is thrown (it comes back). */
  private async connect(init: EventSourceFetchInit): Promise<Response> {
    const known = init.headers['Last-Event-ID'];
    if (known !== undefined) this.position = known;
    const response = this.options.use === 'ticket' ? await this.byTicket(init) : await this.byHeader(init);
    if (response.ok) return response;
    const body: unknown = await response.json().catch(() => undefined);
    if (response.status === 429 || response.status >= 500 || !isProblem(body)) {
      throw new Error(`the stream answered ${response.status}`);
    }
    this.refusal = new ProblemError(body, response);
    return new Response(null, { status: response.status });
  }

  private byHeader(init: EventSourceFetchInit): Promise<Response> {
    const headers = { accept: 'text/event-stream', ...this.positionHeader() };
    return this.authorized(new Request(this.address(), { headers }), init.signal as AbortSignal);
  }

  private async byTicket(init: EventSourceFetchInit): Promise<Response> {
    const { shopIds, baseUrl } = this.options;
    const signal = init.signal as AbortSignal;
    const answer = await this.authorized(
      new Request(new URL('/v1/stream-tickets', baseUrl), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(shopIds ? { shopIds } : {}),
      }),
      signal,
    );
    if (!answer.ok) return answer;
    const { ticket } = (await answer.json()) as { ticket: string };
    const address = this.address();
    address.searchParams.delete('shopIds');
    address.searchParams.set('ticket', ticket);
    if (this.position !== '') address.searchParams.set('lastEventId', this.position);
    return (this.options.fetch ?? globalThis.fetch)(address, {
      headers: { accept: 'text/event-stream' },
      signal,
    });
  }

  private address(): URL {
    const address = new URL('/v1/stream', this.options.baseUrl);
    if (this.options.shopIds) address.searchParams.set('shopIds', this.options.shopIds.join(','));
    return address;
  }

  private positionHeader(): Record<string, string> {
    return this.position === '' ? {} : { 'last-event-id': this.position };
  }

  private remember(event: MessageEvent): void {
    if (event.lastEventId !== '') this.position = event.lastEventId;
  }

  private endWhenRefused(): void {
    if (!this.refusal || this.source.readyState !== this.source.CLOSED) return;
    for (const listener of this.ends) listener(this.refusal);
    this.ends.clear();
  }
}
