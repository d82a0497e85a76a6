import { customerMessageReceived, type CustomerMessageReceived } from '@switchboard/contracts';
import { until } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import type { Person } from './played-neighbours.js';
import { RoutingSuite } from './routing-suite.js';

describe('what customers write, real PostgreSQL, Redis and Kafka', () => {
  let suite: RoutingSuite;
  let accountId: string;
  let shopId: string;
  let key: string;
  let owner: Person;

  beforeAll(async () => {
    suite = await RoutingSuite.open();
    ({ shopId, accountId } = await suite.shop());
    key = await suite.key(accountId, ['inbound:write']);
    owner = await suite.person(accountId, { role: 'owner' });
  });
  afterAll(() => suite.close());

  const post = (body: unknown, token = key, shop = shopId) =>
    suite.call('POST', `/v1/shops/${shop}/inbound-messages`, { token, body });
  const valid = (changes: object = {}) => ({
    customerId: uuid(),
    externalMessageId: uuid(),
    text: 'Hello',
    ...changes,
  });
  const produce = (data: CustomerMessageReceived, scope: { accountId: string; shopId: string }) =>
    suite.emit(customerMessageReceived, data, scope);
  const messagesOf = (externalId: string) =>
    suite.database.query<{ chat_id: string; text: string; card: unknown }>(
      'select chat_id, text, card from message where external_id = $1',
      [externalId],
    );
  const deadLetter = (externalMessageId: string) =>
    suite.published.waitFor(
      ({ topic, value }) =>
        topic === 'chat.inbound.v1.dlq' && JSON.stringify(value).includes(externalMessageId),
    );

  it('has one effect, delivered by REST and by Kafka, again and again', async () => {
    const message = valid();
    const first = await post(message);
    const second = await post(message);
    expect(second).toEqual(first);
    await produce(message, { accountId, shopId });
    const card = { kind: 'order', data: { no: 7 } };
    const next = { customerId: message.customerId, externalMessageId: uuid(), card };
    await produce(next, { accountId, shopId });
    await until(async () => (await messagesOf(next.externalMessageId)).length > 0);
    expect(await messagesOf(message.externalMessageId)).toHaveLength(1);
    expect(await messagesOf(next.externalMessageId)).toMatchObject([
      { chat_id: first.body.chatId, card: { kind: 'order', data: { no: 7 } } },
    ]);
  });

  it('is told with revisions: of two events of a chat the later one has the higher', async () => {
    const own = await suite.shop(accountId);
    await suite.person(accountId, { shops: [own.shopId] });
    const { chatId } = await suite.write(key, own.shopId, uuid());
    const told = async (type: string) =>
      (
        await suite.published.waitFor(
          ({ key, headers }) => key === chatId && headers.ce_type === `routing.${type}.v1`,
        )
      ).value as { chat: { revision: number }; message: { revision: number } };
    expect((await told('message.created')).message.revision).toBe(1);
    const opened = (await told('chat.opened')).chat.revision;
    expect((await told('chat.assigned')).chat.revision).toBeGreaterThan(opened);
  });

  it('takes a key until its expiry', async () => {
    const scopes: ['inbound:write'] = ['inbound:write'];
    const later = await suite.key(accountId, scopes, '2999-01-01T00:00:00.000Z');
    expect((await post(valid(), later)).status).toBe(202);
    const over = await suite.key(accountId, scopes, new Date().toISOString());
    expect(await post(valid(), over)).toMatchObject({ status: 401, body: { code: 'auth.token_invalid' } });
  });

  it('reopens a closed chat under the same id', async () => {
    const agent = await suite.person(accountId, { shops: [shopId] });
    const message = valid();
    const { body } = await post(message);
    const { version, seq } = await suite.chatIn(body.chatId, 'assigned');
    const close = { expectedVersion: version, lastSeq: seq };
    await suite.call('POST', `/v1/shops/${shopId}/chats/${body.chatId}/close`, {
      token: agent.token,
      body: close,
    });
    await suite.chatIn(body.chatId, 'closed');
    const again = await post(valid({ customerId: message.customerId }));
    expect(again.body.chatId).toBe(body.chatId);
    await suite.chatIn(body.chatId, 'assigned', agent.userId);
  });

  it.each([
    ['no content', { text: undefined }],
    ['text and card', { card: { kind: 'x', data: {} } }],
    ['an empty text', { text: '' }],
    ['4,001 characters', { text: '😀'.repeat(4_001) }],
    ['an object for a text', { text: { $ne: 1 } }],
    ['a card of 9 KB', { text: undefined, card: { kind: 'x', data: { a: 'b'.repeat(9_000) } } }],
    ['a card without data', { text: undefined, card: { kind: 'x' } }],
    ['a time in the far future', { sentAt: '2999-01-01T00:00:00Z' }],
    ['a time that is none', { sentAt: 'yesterday' }],
    ['no customer', { customerId: undefined }],
    ['a list for a customer', { customerId: ['a'] }],
    ['a language that is none', { customerLanguage: 'klingon!' }],
    ['a NUL', { text: 'a\u0000b' }],
  ])('refuses %s', async (_name, changes) => {
    expect(await post(valid(changes))).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });

  it('refuses unknown fields, other keys, people and other tenants’ shops', async () => {
    expect((await post(valid({ priority: 1 }))).body.code).toBe('request.unknown_field');
    expect((await post(valid(), owner.token)).status).toBe(403);
    const reader = await suite.key(accountId, ['chats:read']);
    expect((await post(valid(), reader)).body.code).toBe('key.scope_missing');
    const foreign = await suite.shop();
    expect((await post(valid(), key, foreign.shopId)).status).toBe(404);
    expect((await post(valid(), key, uuid())).status).toBe(404);
    expect((await post(valid(), key, 'no-id')).status).toBe(404);
    const huge = await post({ ...valid(), text: 'x'.repeat(10 * 1024 * 1024) });
    expect(huge.status).toBe(413);
  });

  it('puts aside what comes for an unknown shop, from a foreign account, or is no message', async () => {
    const unknown = valid();
    await produce(unknown, { accountId, shopId: uuid() });
    expect(JSON.stringify((await deadLetter(unknown.externalMessageId)).headers)).toContain(
      'event.unknown_shop',
    );
    const foreign = valid();
    await produce(foreign, { accountId: uuid(), shopId });
    expect(JSON.stringify((await deadLetter(foreign.externalMessageId)).headers)).toContain(
      'event.foreign_account',
    );
    const future = valid({ sentAt: '2999-01-01T00:00:00Z' });
    await produce(future, { accountId, shopId });
    await deadLetter(future.externalMessageId);
    await suite.broker.produce('chat.inbound.v1', [{ key: `${shopId}:x`, value: '{"not json' }]);
    const after = valid();
    await produce(after, { accountId, shopId });
    await until(async () => (await messagesOf(after.externalMessageId)).length > 0);
    for (const refused of [unknown, foreign, future]) {
      expect(await messagesOf(refused.externalMessageId)).toEqual([]);
    }
  });

  it('takes a message for a shop that identity knows and routing does not yet', async () => {
    const young = uuid();
    const record = { shopId: young, accountId, status: 'active', version: 1 };
    suite.tokens.answerInternal = (_method, path) =>
      path === `/internal/v1/shops/${young}` ? { status: 200, body: record } : undefined;
    const byKafka = valid();
    await produce(byKafka, { accountId, shopId: young });
    await until(async () => (await messagesOf(byKafka.externalMessageId)).length > 0);
    expect((await post(valid(), key, young)).status).toBe(202);
  });
});

describe('the internal door', () => {
  let suite: RoutingSuite;
  beforeAll(async () => {
    suite = await RoutingSuite.open();
  });
  afterAll(() => suite.close());

  it('lets in services only', async () => {
    const put = (authorization: string | undefined) =>
      suite.call('PUT', '/internal/v1/agents', { authorization, body: { agents: [] } });
    expect((await put(undefined)).status).toBe(401);
    expect((await put('Service guessed')).status).toBe(401);
    const { accountId } = await suite.shop();
    const owner = await suite.person(accountId, { role: 'owner' });
    expect((await put(`Bearer ${owner.token}`)).status).toBe(401);
    expect((await put('Service test-credential')).status).toBe(400);
  });

  it.each([[{}], [{ member: {} }], [{ agents: [{}] }], [{ agents: 'all' }], [[]]])(
    'refuses %j',
    async (body) => {
      expect((await suite.internal('PUT', '/internal/v1/agents', body)).status).toBe(400);
    },
  );

  it('assigns nothing automatically once accept-chats off was answered', async () => {
    const { shopId, accountId } = await suite.shop();
    const key = await suite.key(accountId, ['inbound:write']);
    const agent = await suite.person(accountId, { shops: [shopId] });
    const { chatId } = await suite.write(key, shopId, 'before');
    await suite.chatIn(chatId, 'assigned', agent.userId);
    await suite.profile(accountId, shopId, agent.userId, { acceptChats: false });
    const after = await suite.write(key, shopId, 'after');
    const sentinel = await suite.person(accountId, { role: 'admin', profile: { shopId } });
    await suite.chatIn(after.chatId, 'assigned', sentinel.userId);
  });
});
