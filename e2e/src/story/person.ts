import type { Client, LiveStream, StreamEvent } from '@switchboard/client';
import { until } from '@switchboard/testing';

/** The answer of a typed call. */
interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a successful call; else throws with the problem's code. */
export async function ok<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  const { code, detail } = (error ?? {}) as { code?: string; detail?: string };
  throw new Error(
    `${new URL(response.url).pathname} answered ${response.status} ${code ?? ''} ${detail ?? ''}`.trim(),
  );
}

/** The status and problem code of a call that is expected to be refused. */
export async function refusal(call: Promise<Answer<unknown>>): Promise<{ status: number; code?: string }> {
  const { error, response } = await call;
  return { status: response.status, code: (error as { code?: string } | undefined)?.code };
}

/** Somebody of the team at a browser: signed in, and watching the live stream. */
export class Person {
  readonly password = 'correct horse battery staple';
  readonly seen: StreamEvent[] = [];
  userId = '';
  private stream?: LiveStream;

  constructor(
    readonly name: string,
    readonly email: string,
    readonly api: Client,
  ) {}

  /** Opens the live stream of these shops and keeps what comes. */
  async watch(shopIds: string[]): Promise<void> {
    this.stream = await this.api.openStream({ shopIds, onEvent: (event) => this.seen.push(event) });
  }

  /** Waits for an event on this person's screen. */
  async sees<E extends StreamEvent>(
    matches: (event: StreamEvent) => event is E,
    describe: string,
  ): Promise<E> {
    return until(() => this.seen.find(matches), {
      timeoutMs: 15_000,
      describe: `${describe} on ${this.name}'s live stream`,
    });
  }

  /** Whether the server has ended the stream for good. */
  get streamEnded(): boolean {
    return this.stream?.ended ?? false;
  }

  stopWatching(): void {
    this.stream?.close();
  }
}
