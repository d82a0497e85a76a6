import type { StreamEvent, StreamEventType } from '@switchboard/contracts';
import { until } from '@switchboard/testing';

/** Reads Server-Sent Events as a browser does. */
export class StreamReader {
  readonly events: StreamEvent[] = [];
  lastEventId = '';
  ended = false;
  private readonly abort = new AbortController();

  private constructor(readonly status: number) {}

  static async open(url: string, headers: Record<string, string> = {}): Promise<StreamReader> {
    const abort = new AbortController();
    const response = await fetch(url, { headers, signal: abort.signal });
    const reader = new StreamReader(response.status);
    reader.abort.signal.addEventListener('abort', () => abort.abort());
    if (response.status === 200) void reader.read(response.body!);
    else await response.body?.cancel();
    return reader;
  }

  /** The first event of this type (that matches), now or later. */
  async next<Type extends StreamEventType>(
    type: Type,
    matches: (event: Extract<StreamEvent, { type: Type }>) => boolean = () => true,
  ): Promise<Extract<StreamEvent, { type: Type }>> {
    const find = () =>
      this.events.find(
        (event): event is Extract<StreamEvent, { type: Type }> =>
          event.type === type && matches(event as Extract<StreamEvent, { type: Type }>),
      );
    return until(find, { describe: `${type} on the stream` });
  }

  of(type: StreamEventType): StreamEvent[] {
    return this.events.filter((event) => event.type === type);
  }

  close(): void {
    this.abort.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    let rest = '';
    try {
      for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
        const blocks = (rest + chunk).split('\n\n');
        rest = blocks.pop()!;
        blocks.forEach((block) => this.take(block));
      }
    } catch {
      // Closed by the test, or cut.
    }
    this.ended = true;
  }

  private take(block: string): void {
    for (const line of block.split('\n')) {
      if (line.startsWith('id: ')) this.lastEventId = line.slice(4);
      if (line.startsWith('data: ')) this.events.push(JSON.parse(line.slice(6)) as StreamEvent);
    }
  }
}
