import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InternalAgents } from '@switchboard/contracts';

/** How routing behaves: confirms, refuses, breaks, or never answers. */
export type RoutingMood = 'confirms' | 'refuses' | 'breaks' | 'hangs';

/** Stands where routing stands and remembers what it was told. */
export class RoutingStandIn {
  mood: RoutingMood = 'confirms';
  readonly told: { path: string; method: string; authorization: string; body: InternalAgents }[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<RoutingStandIn> {
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        const { method = '', url: path = '', headers } = request;
        const { authorization = '' } = headers;
        routing.told.push({ path, method, authorization, body: JSON.parse(text) as InternalAgents });
        if (routing.mood === 'hangs') return;
        const status = { confirms: 200, refuses: 400, breaks: 500 }[routing.mood];
        response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
      });
    });
    const routing = new RoutingStandIn(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return routing;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What it was last told about the agent. */
  lastOf(userId: string) {
    const agents = this.told.flatMap(({ body }) => ('agents' in body ? body.agents : []));
    return agents.filter((agent) => agent.userId === userId).at(-1);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
