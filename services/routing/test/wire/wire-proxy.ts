import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { resetConnection } from '@switchboard/testing';
import type { Conversation, Passing, Piece } from './conversation.js';
import { KafkaConversation } from './kafka-conversation.js';
import { PostgresConversation } from './postgres-conversation.js';
import { RedisConversation } from './redis-conversation.js';

/**
 * Looks at what passes. `stop`: it does not arrive, and both ends lose the connection. `hold`: it and what follows it
 * wait until another watcher lets it through.
 */
export type Watcher = (passing: Passing) => 'pass' | 'stop' | 'hold';

/** A TCP proxy that understands what passes: a test acts at the very call, before its request or its answer arrives. */
export class WireProxy {
  private watcher: Watcher = () => 'pass';
  private readonly directions = new Set<() => void>();
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

  /** From now on, for what is held too. */
  set watch(watcher: Watcher) {
    this.watcher = watcher;
    for (const flow of this.directions) flow();
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

  /** With any reading of what passes. */
  static async to(target: URL, converse: () => Conversation): Promise<WireProxy> {
    const server = createServer();
    const proxy = new WireProxy(server, { host: target.hostname, port: Number(target.port) }, converse);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  private accept(client: Socket): void {
    const upstream = connect(this.target);
    const conversation = this.converse();
    const stop = () => {
      resetConnection(client);
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.sockets.delete(socket));
    }
    const toUpstream = this.direction(client, upstream, stop);
    const toClient = this.direction(upstream, client, stop);
    client.on('data', (bytes) => toUpstream(conversation.fromClient(bytes)));
    upstream.on('data', (bytes) => toClient(conversation.fromServer(bytes)));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }

  private direction(from: Socket, to: Socket, stop: () => void): (pieces: Piece[]) => void {
    let waiting: Piece[] = [];
    const flow = () => {
      for (let piece = waiting[0]; piece && !to.destroyed; piece = waiting[0]) {
        const verdict = piece.passing ? this.watcher(piece.passing) : 'pass';
        if (verdict === 'hold') return;
        waiting.shift();
        if (verdict === 'stop') {
          waiting = [];
          return stop();
        }
        to.write(piece.bytes);
      }
    };
    this.directions.add(flow);
    from.on('close', () => this.directions.delete(flow));
    return (pieces) => {
      waiting.push(...pieces);
      flow();
    };
  }
}
