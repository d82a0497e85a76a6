import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { until } from '@switchboard/testing';
import { apiKey, createClient, UserSession, type LiveStream, type StreamEvent } from '../src/index.js';
import { beginStream, json, problem, SuiteStub } from './suite-stub.js';

// Real: HTTP, the client, the eventsource package. Stand-in: the services.
describe('the live stream', () => {
  let stub: SuiteStub;
  let stream: LiveStream | undefined;
  let connections: ServerResponse[];
  beforeEach(async () => {
    stub = await SuiteStub.start();
    connections = [];
  });
  afterEach(async () => {
    stream?.close();
    await stub.close();
  });

  const shopId = '01a2037c-152b-7253-8126-4340b713ac4f';
  const serve = () =>
    stub.routes.set('GET /v1/stream', (_, response) => {
      connections.push(response);
      beginStream(response);
    });
  const send = (connection: ServerResponse, id: string, type = 'chat.removed') =>
    connection.write(
      `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify({ id, type, shopId, version: 1, chatId: shopId })}\n\n`,
    );
  const open = (options: Parameters<ReturnType<typeof createClient>['stream']>[0] = {}) =>
    (stream = createClient({ baseUrl: stub.url, credentials: apiKey('token') }).stream(options));
  const connected = (count: number) =>
    until(() => connections.length === count, { describe: `${count} connections` });

  it('closes for good, however much was collected in between', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    serve();
    open();
    await connected(1);
    const closed = once(connections[0]!, 'close');
    for (let round = 0; round < 3; round++) {
      collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
    stream!.close();
    await closed;
  });

  it('gives typed events and goes on where it was after a cut', async () => {
    serve();
    const seen: StreamEvent[] = [];
    const removed: string[] = [];
    open({ shopIds: [shopId], lastEventId: 'start' });
    stream!.onEvent((event) => seen.push(event));
    stream!.on('chat.removed', ({ chatId }) => removed.push(chatId));
    await connected(1);
    send(connections[0]!, 'p1');
    send(connections[0]!, 'p2', 'counts.updated');
    await until(() => seen.length === 2);
    connections[0]!.destroy();
    await connected(2);
    send(connections[1]!, 'p3');
    await until(() => seen.length === 3);
    expect(seen.map(({ type }) => type)).toEqual(['chat.removed', 'counts.updated', 'chat.removed']);
    expect(removed).toEqual([shopId, shopId]);
    expect(stream!.lastEventId).toBe('p3');
    expect(
      stub.received.map(({ path, headers }) => [path, headers['last-event-id'], headers.authorization]),
    ).toEqual([
      [`/v1/stream?shopIds=${shopId}`, 'start', 'Bearer token'],
      [`/v1/stream?shopIds=${shopId}`, 'p2', 'Bearer token'],
    ]);
  });

  it('comes back after an answer that passes', async () => {
    const status = 503;
    let refusals = 0;
    stub.routes.set('GET /v1/stream', (_, response) => {
      refusals += 1;
      problem(response, status, 'passing');
      serve();
    });
    const interruptions: string[] = [];
    open();
    stream!.onInterruption((message) => interruptions.push(message));
    await connected(1);
    expect(refusals).toBe(1);
    expect(interruptions[0]).toContain(String(status));
  });

  it.each(['auth.session_ended', 'membership.deactivated', 'not_found'])(
    'ends for good on %s',
    async (code) => {
      stub.routes.set('GET /v1/stream', (_, response) => problem(response, 403, code));
      open();
      const reason = await new Promise<{ code: string }>((resolve) => stream!.onEnd(resolve));
      expect(reason.code).toBe(code);
      expect(stub.received).toHaveLength(1);
    },
  );

  it('refreshes the session when it connects', async () => {
    stub.routes.set('POST /v1/auth/refresh', (_, response) =>
      json(response, 200, { accessToken: 'new', refreshToken: 'r' }),
    );
    stub.routes.set('GET /v1/stream', ({ headers }, response) => {
      if (headers.authorization !== 'Bearer new') return problem(response, 401, 'auth.token_expired');
      connections.push(response);
      beginStream(response);
    });
    const credentials = new UserSession({ accessToken: 'old', refreshToken: 'r0' }, { baseUrl: stub.url });
    stream = createClient({ baseUrl: stub.url, credentials }).stream({});
    await new Promise<void>((resolve) => stream!.onOpen(resolve));
    expect(connections).toHaveLength(1);
  });

  it('takes a new ticket for each connection', async () => {
    serve();
    let tickets = 0;
    stub.routes.set('POST /v1/stream-tickets', (_, response) =>
      json(response, 201, { ticket: `t${(tickets += 1)}` }),
    );
    const seen: StreamEvent[] = [];
    open({ use: 'ticket', shopIds: [shopId] });
    stream!.onEvent((event) => seen.push(event));
    await connected(1);
    send(connections[0]!, 'p1');
    await until(() => seen.length === 1);
    connections[0]!.destroy();
    await connected(2);
    expect(stub.to('/v1/stream').map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/v1/stream?ticket=t1', undefined],
      ['/v1/stream?ticket=t2&lastEventId=p1', undefined],
    ]);
    expect(stub.to('/v1/stream-tickets').map(({ body }) => body)).toEqual([
      { shopIds: [shopId] },
      { shopIds: [shopId] },
    ]);
  });
});
