import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * `pass`: as if it were not there. `refuse`: new connections are reset. `hang`: bytes are swallowed, and a connection
 * that has lost some stays dead. `drop-answers`: what the client sends arrives, the answers do not.
 */
export type FaultMode = 'pass' | 'refuse' | 'hang' | 'drop-answers';

/** A TCP proxy on the loopback that fails on command, in front of PostgreSQL, Redis, Kafka or a service. */
export class FaultProxy {
  mode: FaultMode = 'pass';
  /** Added to each answer, in milliseconds. */
  delayMs = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: { host: string; port: number },
  ) {
    server.on('connection', (client) => this.accept(client));
  }

  /** Starts one in front of `host:port`. */
  static async to(host: string, port: number): Promise<FaultProxy> {
    const server = createServer();
    const proxy = new FaultProxy(server, { host, port });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** Starts one in front of the server that `url` names; `url()` answers the same URL through the proxy. */
  static async toUrl(url: string): Promise<FaultProxy & { url: string }> {
    const target = new URL(url);
    const proxy = await FaultProxy.to(target.hostname, Number(target.port));
    target.hostname = '127.0.0.1';
    target.port = String(proxy.port);
    return Object.assign(proxy, { url: target.toString() });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Resets every open connection; new ones follow `mode`. */
  cut(): void {
    for (const socket of this.sockets) resetConnection(socket);
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(client: Socket): void {
    this.track(client);
    if (this.mode === 'refuse') {
      resetConnection(client);
      return;
    }
    const upstream = connect(this.target);
    this.track(upstream);
    // No network loses a part of a connection and delivers the rest.
    let dead = false;
    client.on('data', (bytes) => {
      dead ||= this.mode === 'hang';
      if (!dead) upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      dead ||= this.mode === 'hang';
      if (dead || this.mode === 'drop-answers') return;
      if (this.delayMs) setTimeout(() => client.writable && client.write(bytes), this.delayMs);
      else client.write(bytes);
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }

  private track(socket: Socket): void {
    this.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }
}

/**
 * Ends a connection with RST. Node's own `resetAndDestroy` ends the stream first; closed meanwhile, its handle is never
 * freed and the process cannot exit.
 */
export function resetConnection(socket: Socket): void {
  if (!socket.connecting && !socket.writableEnded) Object.assign(socket, { resetAndClosing: true });
  socket.destroy();
}
