import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A member's state as routing was handed it. */
export interface HandedMember {
  userId: string;
  status: string;
  shopAccess: 'all' | string[];
  version: number;
  accessVersion: number;
}

/** Stands where routing stands: remembers what it is handed; `away` answers 500. */
export class RoutingStub {
  readonly handed: HandedMember[] = [];
  away = false;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<RoutingStub> {
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        if (!stub.away) stub.handed.push((JSON.parse(text) as { member: HandedMember }).member);
        response.writeHead(stub.away ? 500 : 204).end();
      });
    });
    const stub = new RoutingStub(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
