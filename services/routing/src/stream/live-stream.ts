import { Injectable, Logger } from '@nestjs/common';
import { problem, type UserActor } from '@switchboard/http';
import type { FastifyReply } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { ShopReaders } from '../chats/shop-readers.js';
import { Presence } from '../presence/presence.js';
import { CatchUp } from './catch-up.js';
import { OpenStreams } from './open-streams.js';
import { ShopFeeds } from './shop-feeds.js';
import { StreamConnection } from './stream-connection.js';
import { decodePosition } from './stream-position.js';

/** Max streams of one user, and of one process. */
const maxPerUser = 20;
const maxPerProcess = 5_000;
/** How soon a browser reconnects, in ms. */
const retryMs = 2_000;

/** Opens streams: one for all of a user's shops. */
@Injectable()
export class LiveStream {
  private readonly logger = new Logger(LiveStream.name);

  constructor(
    private readonly streams: OpenStreams,
    private readonly readers: ShopReaders,
    private readonly feeds: ShopFeeds,
    private readonly catchUp: CatchUp,
    private readonly presence: Presence,
  ) {}

  /** Answers once the stream is open and at the present; it goes on until it is ended. */
  async open(
    user: UserActor,
    shopIds: readonly string[],
    lastEventId: string,
    reply: FastifyReply,
  ): Promise<void> {
    if (this.streams.countOf(user.userId) >= maxPerUser)
      throw problem('rate_limited', { retryAfterSeconds: 10 });
    if (this.streams.count >= maxPerProcess)
      throw problem('dependency.unavailable', { retryAfterSeconds: 5 });
    const roles = new Map(
      await Promise.all(shopIds.map(async (id) => [id, await this.readers.chatAccess(id)] as const)),
    );
    const present = { id: uuidv7(), agentId: user.userId, shopIds };
    // Up to here a failure is still answered as a problem.
    await this.catchUp.requireLog(shopIds);
    // A reader who has already disconnected would never be closed again, and stay online.
    if (reply.raw.destroyed) return;
    begin(reply);
    const leave: Array<() => void> = [];
    const connection = new StreamConnection({
      response: reply.raw,
      instance: () => this.catchUp.instance,
      readerUnder: (shopId, access) => this.readers.ofMember(user, shopId, access),
      accessVersion: user.accessVersion,
      onEnd: () => {
        leave.forEach((left) => left());
        this.streams.remove(connection);
        void this.presence.closed(present);
      },
    });
    for (const shopId of shopIds) connection.listen(this.readers.ofMember(user, shopId, roles.get(shopId)));
    this.streams.add(connection, user);
    try {
      await this.presence.opened(present);
      for (const shopId of shopIds) leave.push(await this.feeds.join(shopId, connection));
      await this.catchUp.run(
        connection,
        shopIds,
        lastEventId === '' ? undefined : lastEventId,
        decodePosition(lastEventId),
      );
    } catch (error) {
      this.logger.warn({ err: error }, 'a stream could not catch up');
      connection.end();
    }
    if (connection.isEnded) leave.forEach((left) => left());
  }
}

/** Takes over the response, with the headers that hooks have set (request id, CORS, security). */
function begin(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  reply.raw.write(`retry: ${retryMs}\n\n`);
}
