import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: unknown;
}

type Handler = (request: Received, response: ServerResponse) => void;

/** Stands where the services stand and answers as a test says. */
export class SuiteStub {
  readonly received: Received[] = [];
  /** By `METHOD /path`, without the query. */
  readonly routes = new Map<string, Handler>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<SuiteStub> {
    const server = createServer();
    const stub = new SuiteStub(server);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const received = {
          method,
          path: url,
          headers,
          body: text === '' ? undefined : (JSON.parse(text) as unknown),
        };
        stub.received.push(received);
        const handler = stub.routes.get(`${method} ${url.split('?')[0]}`);
        if (handler) handler(received, response);
        else problem(response, 404, 'not_found');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Requests to a path so far. */
  to(path: string): Received[] {
    return this.received.filter((each) => each.path.split('?')[0] === path);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export function problem(response: ServerResponse, status: number, code: string): void {
  response
    .writeHead(status, { 'content-type': 'application/problem+json' })
    .end(JSON.stringify({ type: 'x', title: code, status, code, requestId: 'r1' }));
}

/** Begins a stream; `data` of each event is its JSON. */
export function beginStream(response: ServerResponse): (type: string, id: string, data: object) => void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('retry: 10\n\n');
  return (type, id, data) => {
    response.write(`id: ${id}\nevent: ${type}\ndata: ${JSON.stringify({ id, type, ...data })}\n\n`);
  };
}
