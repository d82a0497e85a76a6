import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Conversation, Passing, Piece } from './conversation.js';
import { KafkaConversation } from './kafka-conversation.js';
import { PostgresConversation } from './postgres-conversation.js';
import { RedisConversation } from './redis-conversation.js';

/** Looks at what passes. `stop`: it does not arrive, and both ends lose the connection. */
export type Watcher = (passing: Passing) => 'pass' | 'stop';

/** A TCP proxy that understands what passes: a test acts at the very call, before its request or its answer arrives. */
export class WireProxy {
  watch: Watcher = () => 'pass';
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: { host: string; port: number },
    private readonly converse: () => Conversation,
  ) {
    server.on('connection', (client) => this.accept(client));
  }

  static async toPostgres(url: string): Promise<WireProxy> {
    return WireProxy.to(new URL(url), () => new PostgresConversation());
  }

  /** `scripts`: what to call each script, by its hash. */
  static async toRedis(url: string, scripts: ReadonlyMap<string, string>): Promise<WireProxy> {
    return WireProxy.to(new URL(url), () => new RedisConversation(scripts));
  }

  static async toKafka(broker: string): Promise<WireProxy> {
    const target = new URL(`kafka://${broker}`);
    const proxy: WireProxy = await WireProxy.to(
      target,
      () => new KafkaConversation({ broker: Number(target.port), proxy: proxy.port }),
    );
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The same URL, through the proxy. */
  through(url: string): string {
    const address = new URL(url);
    address.hostname = '127.0.0.1';
    address.port = String(this.port);
    return address.toString();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private static async to(target: URL, converse: () => Conversation): Promise<WireProxy> {
    const server = createServer();
    const proxy = new WireProxy(server, { host: target.hostname, port: Number(target.port) }, converse);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  private accept(client: Socket): void {
    const upstream = connect(this.target);
    const conversation = this.converse();
    const stop = () => {
      client.resetAndDestroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.sockets.delete(socket));
    }
    const pass = (pieces: Piece[], to: Socket) => {
      for (const { bytes, passing } of pieces) {
        if (to.destroyed || client.destroyed) return;
        if (passing && this.watch(passing) === 'stop') return stop();
        to.write(bytes);
      }
    };
    client.on('data', (bytes) => pass(conversation.fromClient(bytes), upstream));
    upstream.on('data', (bytes) => pass(conversation.fromServer(bytes), client));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }
}
