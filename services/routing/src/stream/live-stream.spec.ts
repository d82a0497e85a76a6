import { jest } from '@jest/globals';
import type { UserActor } from '@switchboard/http';
import type { FastifyReply } from 'fastify';
import { once } from 'node:events';
import { createServer, get, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ShopReaders } from '../chats/shop-readers.js';
import type { Presence } from '../presence/presence.js';
import type { CatchUp } from './catch-up.js';
import { LiveStream } from './live-stream.js';
import type { OpenStreams } from './open-streams.js';
import type { ShopFeeds } from './shop-feeds.js';

it('a reader who leaves while the stream is being opened does not become an open stream', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  client.on('error', () => undefined);
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];

  const add = jest.fn();
  const opened = jest.fn(() => Promise.resolve());
  const leaves = async () => {
    const closed = once(response, 'close');
    client.destroy();
    await closed;
  };
  const stream = new LiveStream(
    { countOf: () => 0, count: 0, add, remove: () => undefined } as unknown as OpenStreams,
    {
      chatAccess: () => Promise.resolve(undefined),
      ofMember: () => ({ shopId: 's' }),
    } as unknown as ShopReaders,
    { join: () => Promise.resolve(() => undefined) } as unknown as ShopFeeds,
    { requireLog: leaves, run: () => Promise.resolve(), instance: 'r' } as unknown as CatchUp,
    { opened, closed: () => Promise.resolve() } as unknown as Presence,
  );
  const reply = { raw: response, hijack: () => undefined, getHeaders: () => ({}) };
  await stream.open({ userId: 'u' } as UserActor, ['s'], '', reply as unknown as FastifyReply);
  server.close();
  expect(opened).not.toHaveBeenCalled();
  expect(add).not.toHaveBeenCalled();
});
