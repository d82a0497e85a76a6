import { messageTranslated, systemActor, type ReplySent } from '@switchboard/contracts';
import { until, type RedisLine } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import type { Person } from './played-neighbours.js';
import { AcceptMessages } from '../src/assignment/accept-messages.js';
import { UnreachableShops } from '../src/event-log/unreachable-shops.js';
import { RoutingSuite } from './routing-suite.js';
import { StreamReader } from './stream-reader.js';

describe('while Redis is away, real PostgreSQL and Kafka, Redis behind a proxy', () => {
  let suite: RoutingSuite;
  let proxy: RedisLine;
  let accountId: string;
  let shopId: string;
  let key: string;
  let agent: Person;

  beforeAll(async () => {
    suite = await RoutingSuite.open({ REDIS_COMMAND_TIMEOUT_MS: 200 }, async (_url, redis) => {
      proxy = await redis.throughProxy();
      return proxy.url;
    });
    ({ shopId, accountId } = await suite.shop());
    key = await suite.key(accountId, ['inbound:write']);
    agent = await suite.person(accountId, { shops: [shopId], language: 'en' });
  });
  afterAll(async () => {
    await suite.close();
    await proxy.close();
  });

  const stream = () =>
    StreamReader.open(`${suite.url}/v1/stream?shopIds=${shopId}`, { authorization: `Bearer ${agent.token}` });

  it('lets translated replies go all the same, refuses new streams, and resets the open ones afterwards', async () => {
    const { chatId } = await suite.write(key, shopId, uuid(), 'Hola', { customerLanguage: 'es' });
    await suite.chatIn(chatId, 'assigned', agent.userId);
    const reader = await stream();
    await until(() => reader.lastEventId !== '');

    proxy.mode = 'refuse';
    proxy.cut();
    const reply = await suite.call('POST', `/v1/shops/${shopId}/chats/${chatId}/messages`, {
      token: agent.token,
      body: { text: 'Yes', clientMessageId: uuid() },
    });
    expect(reply.status).toBe(201);
    const messageId = reply.body.id as string;
    const result = {
      messageId,
      purpose: 'customer' as const,
      to: 'es',
      from: 'en',
      status: 'translated' as const,
    };
    await suite.emit(messageTranslated, {
      accountId,
      shopId,
      chatId,
      ...result,
      text: 'Sí',
      provider: 'apertium',
      actor: systemActor,
      occurredAt: new Date().toISOString(),
    });
    const left = await suite.published.waitFor(
      ({ topic, value }) => topic === 'chat.outbound.v1' && (value as ReplySent).messageId === messageId,
    );
    expect(left.value).toMatchObject({ text: 'Sí', translation: { status: 'translated' } });
    expect((await stream()).status).toBe(503);

    proxy.mode = 'pass';
    await reader.next('reset');
    await until(async () => (await suite.database.query('select from stream_gap')).length === 0);
    const after = await suite.write(key, shopId, uuid());
    await reader.next('message.created', ({ message }) => message.id === after.messageId);
    reader.close();
  });

  it('holds no event back for as long as it is away, and resets the open streams once it is back', async () => {
    suite.app.get(UnreachableShops, { strict: false }).patienceMs = 1_000;
    const reader = await stream();
    await until(() => reader.lastEventId !== '');
    proxy.mode = 'refuse';
    proxy.cut();
    const written = await suite.app
      .get(AcceptMessages, { strict: false })
      .accept({ shopId, customerId: uuid(), externalMessageId: uuid(), text: 'Hello' });
    const unmarked = () =>
      suite.database.query('select from outbox where aggregate_id = $1 and published_at is null', [
        written.chatId,
      ]);
    const rows = () => suite.database.query('select from outbox where aggregate_id = $1', [written.chatId]);
    await until(async () => (await rows()).length === 3 && (await unmarked()).length === 0);

    proxy.mode = 'pass';
    await reader.next('reset');
    await until(async () => (await suite.database.query('select from stream_gap')).length === 0);
    const after = await suite.write(key, shopId, uuid());
    await reader.next('message.created', ({ message }) => message.id === after.messageId);
    await suite.chatIn(after.chatId, 'assigned', agent.userId);
    reader.close();
  }, 60_000);
});
