import { v7 as uuid } from 'uuid';
import { Shop, type Chat, type Member } from './shop.js';
import { TranslationSuite } from './translation-suite.js';

const custom = { enabled: true, mode: 'custom', incomingTo: 'fr', outgoingTo: 'de' };
const auto = { enabled: true, mode: 'auto', incomingTo: null, outgoingTo: null };

/** The real service on real PostgreSQL, Redis and Kafka; the provider is a double. */
describe('settings, and who may read what', () => {
  let suite: TranslationSuite;
  let shop: Shop;
  let agent: Member;
  let token: string;
  let chat: Chat;

  beforeAll(async () => {
    suite = await TranslationSuite.open();
    shop = await Shop.open(suite, 'es');
  });
  afterAll(() => suite?.close());

  beforeEach(async () => {
    agent = await shop.member('en');
    token = await shop.token(agent);
    chat = shop.chat();
    const first = chat.agentWrites(agent, 'Hello');
    await suite.send(chat.opened(), chat.assigned(agent), first);
    await suite.result(first.id);
  });

  const shopPath = () => `/v1/translation/settings?shopId=${shop.shopId}`;
  const chatPath = (suffix = 'settings') => `/v1/translation/chats/${chat.id}/${suffix}`;
  const say = async (text: string) => {
    const event = chat.agentWrites(agent, text);
    await suite.send(event);
    return suite.result(event.id);
  };

  it('starts enabled and automatic', async () => {
    expect(await suite.call('GET', shopPath(), { token })).toMatchObject({
      status: 200,
      etag: '"0"',
      body: { shopId: shop.shopId, ...auto, version: 0 },
    });
  });

  it("counts the chat's override before the shop's setting, and the setting again once it is gone", async () => {
    await suite.call('PUT', shopPath(), { token, body: { enabled: false, mode: 'auto' } });
    expect(await say('Switched off')).toMatchObject({ status: 'not_needed', to: null });
    const put = await suite.call('PUT', chatPath(), { token, body: custom });
    expect(put).toMatchObject({
      status: 200,
      etag: '"1"',
      body: { chatId: chat.id, ...custom, source: 'chat', customerLanguage: 'es' },
    });
    expect(await say('Fixed languages')).toMatchObject({ status: 'translated', from: 'fr', to: 'de' });
    expect((await suite.call('DELETE', chatPath(), { token })).status).toBe(204);
    expect(await suite.call('GET', chatPath(), { token })).toMatchObject({
      body: { enabled: false, source: 'user', version: 2 },
    });
    expect(await say('Switched off once more')).toMatchObject({ status: 'not_needed' });
  });

  it('tells the others, and the audit trail', async () => {
    await suite.call('PUT', shopPath(), { token, body: custom });
    await suite.call('PUT', chatPath(), { token, body: { enabled: false, mode: 'auto' } });
    await suite.call('DELETE', chatPath(), { token });
    const user = await suite.results.waitFor(({ key }) => key === `user:${shop.shopId}:${agent.userId}`);
    expect(user.value).toMatchObject({
      setting: custom,
      version: 1,
      actor: { kind: 'user', id: agent.userId },
    });
    const key = `chat:${chat.id}:${agent.userId}`;
    const removed = await suite.results.waitFor(
      (message) => message.key === key && (message.value as { version: number }).version === 2,
    );
    expect(removed.value).toMatchObject({ setting: null });
    const audit = await suite.results.waitFor(
      ({ topic, value }) =>
        topic === 'audit.entries.v1' && (value as { target: { id: string } }).target.id === agent.userId,
    );
    expect(audit.value).toMatchObject({
      action: 'settings.translation.updated',
      before: null,
      after: custom,
    });
  });

  it('writes nothing for the same setting again, and refuses a stale version', async () => {
    await suite.call('PUT', shopPath(), { token, body: custom });
    expect((await suite.call('PUT', shopPath(), { token, body: custom })).etag).toBe('"1"');
    expect(await suite.call('PUT', shopPath(), { token, body: { ...auto }, ifMatch: '"0"' })).toMatchObject({
      status: 412,
      body: { code: 'version.stale', currentVersion: 1 },
    });
  });

  it.each([
    [{ enabled: true, mode: 'custom' }, 'request.invalid'],
    [{ enabled: true, mode: 'custom', incomingTo: 'fr' }, 'request.invalid'],
    [{ enabled: true, mode: 'custom', incomingTo: 'fr', outgoingTo: 'no language' }, 'request.invalid'],
    [{ enabled: 'yes', mode: 'auto' }, 'request.invalid'],
    [{ enabled: true, mode: { $ne: 'auto' } }, 'request.invalid'],
    [{ enabled: true, mode: 'auto', forAll: true }, 'request.unknown_field'],
  ])('refuses %j', async (body, code) => {
    expect(await suite.call('PUT', shopPath(), { token, body })).toMatchObject({
      status: 400,
      body: { code },
    });
  });

  it('translates on demand for who may read the chat: 404 for everybody else', async () => {
    const message = chat.customerWrites('Hola, ¿dónde está mi pedido? Lo necesito');
    await suite.send(message);
    await suite.result(message.id);
    const body = { messageIds: [message.id], to: 'fr' };
    const translate = async (reader: Member, of = shop) =>
      suite.call<{ items: unknown[] }>('POST', chatPath('translate'), {
        token: await of.token(reader),
        body,
      });

    expect((await translate(agent)).body.items).toEqual([
      {
        messageId: message.id,
        from: 'es',
        status: 'translated',
        text: 'scripted(fr) Hola, ¿dónde está mi pedido? Lo necesito',
        provider: 'scripted',
      },
    ]);
    expect(await suite.result(message.id, ({ to }) => to === 'fr')).toMatchObject({
      purpose: 'reader',
      actor: { kind: 'user', id: agent.userId },
    });

    const colleague = await shop.member('en');
    const admin = await shop.member('en', 'admin');
    expect((await translate(colleague)).status).toBe(404);
    expect((await translate(admin)).status).toBe(200);
    await shop.chatAccess(['agent'], 1);
    expect((await translate(colleague)).status).toBe(200);
    expect((await translate(admin)).status).toBe(404);
    await shop.chatAccess(['admin', 'advanced_agent'], 2);

    const other = await Shop.open(suite);
    const owner = await other.member('en', 'owner');
    expect((await translate(owner, other)).status).toBe(404);
    const theirs = await other.token(owner);
    for (const [method, path, sent] of [
      ['GET', chatPath(), undefined],
      ['PUT', chatPath(), custom],
      ['DELETE', chatPath(), undefined],
      ['GET', shopPath(), undefined],
      ['PUT', shopPath(), custom],
      ['GET', `/v1/translation/usage?shopId=${shop.shopId}`, undefined],
      ['PUT', `/v1/translation/limits?shopId=${shop.shopId}`, { monthlyCharacters: 0 }],
      ['POST', '/v1/translation/translate', { shopId: shop.shopId, text: 'x', to: 'es' }],
      ['POST', '/v1/translation/detect', { shopId: shop.shopId, text: 'x' }],
    ] as const) {
      const answer = await suite.call(method, path, { token: theirs, ...(sent ? { body: sent } : {}) });
      expect([method, path, answer.status]).toEqual([method, path, 404]);
    }
  });

  it('answers 404 for a message of another chat', async () => {
    const elsewhere = shop.chat();
    const message = elsewhere.customerWrites('Hola, ¿dónde está mi pedido? Lo necesito');
    await suite.send(elsewhere.opened(), message);
    await suite.stored(message.id);
    const body = { messageIds: [message.id], to: 'fr' };
    expect((await suite.call('POST', chatPath('translate'), { token, body })).status).toBe(404);
    expect(
      (await suite.call('POST', chatPath('translate'), { token, body: { messageIds: [uuid()], to: 'fr' } }))
        .status,
    ).toBe(404);
    expect(
      (await suite.call('POST', chatPath('translate'), { token, body: { messageIds: [], to: 'fr' } })).status,
    ).toBe(400);
    expect(
      (await suite.call('POST', '/v1/translation/chats/nonsense/translate', { token, body })).status,
    ).toBe(404);
  });

  it('translates and detects a text of no chat', async () => {
    const { shopId } = shop;
    const translate = (body: unknown) => suite.call('POST', '/v1/translation/translate', { token, body });
    expect(
      await translate({ shopId, text: 'Hola, ¿dónde está mi pedido? Lo necesito', to: 'en' }),
    ).toMatchObject({
      status: 200,
      body: { from: 'es', status: 'translated', provider: 'scripted' },
    });
    expect(await translate({ shopId, text: 'Hello', to: 'es' })).toMatchObject({
      body: { from: 'en', status: 'translated' },
    });
    expect(await translate({ shopId, text: 'ABC-123', to: 'es' })).toMatchObject({
      body: { text: 'ABC-123', status: 'not_needed' },
    });
    const detect = (text: unknown) =>
      suite.call('POST', '/v1/translation/detect', { token, body: { shopId, text } });
    expect(await detect('Hola, ¿dónde está mi pedido? Lo necesito')).toMatchObject({
      status: 200,
      body: { language: 'es' },
    });
    expect(await detect('ok')).toMatchObject({ status: 200, body: { language: null } });
    expect((await detect({ $ne: 1 })).status).toBe(400);
    expect((await detect('x'.repeat(4_001))).status).toBe(400);
    expect((await suite.call('GET', '/v1/translation/languages', { token })).status).toBe(200);
    expect((await suite.call('GET', '/v1/translation/languages')).status).toBe(401);
    expect((await suite.call('GET', `/v1/translation/usage?shopId=${shopId}`, { token })).status).toBe(403);
  });
});
