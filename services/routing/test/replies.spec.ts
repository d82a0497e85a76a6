import { once } from 'node:events';
import { Agent, request, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import {
  chatLanguage,
  messageTranslated,
  systemActor,
  type MessageTranslated,
  type ReplySent,
} from '@switchboard/contracts';
import { until } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import type { Person } from './played-neighbours.js';
import { RoutingSuite } from './routing-suite.js';

/** For what waits for its translation, and for what waits in vain. */
const [patientMs, limitMs] = [20_000, 1_500];

describe('replies, real PostgreSQL, Redis and Kafka; translation is played', () => {
  let suite: RoutingSuite;
  let accountId: string;
  let shopId: string;
  let key: string;
  let agent: Person;
  let owner: Person;

  beforeAll(async () => {
    suite = await RoutingSuite.open({ OUTBOUND_LIMIT_MS: patientMs });
    ({ shopId, accountId } = await suite.shop());
    key = await suite.key(accountId, ['inbound:write', 'outbound:read']);
    agent = await suite.person(accountId, { shops: [shopId], language: 'en', profile: { nickname: 'Ana' } });
    owner = await suite.person(accountId, { role: 'owner' });
  });
  beforeEach(() => waitAtMost(patientMs));
  afterAll(() => suite.close());

  /** Replies that are written from now on. */
  const waitAtMost = (ms: number) => suite.change({ OUTBOUND_LIMIT_MS: ms });
  /** A chat assigned to the agent; without a language the customer only sends a number. */
  const chatIn = async (language?: string): Promise<string> => {
    const [text, more] = language ? ['Hola', { customerLanguage: language }] : ['4711', {}];
    const { chatId } = await suite.write(key, shopId, uuid(), text, more);
    await suite.chatIn(chatId, 'assigned', agent.userId);
    return chatId;
  };
  const reply = (chatId: string, text: string, clientMessageId: string = uuid(), person = agent) =>
    suite.call('POST', `/v1/shops/${shopId}/chats/${chatId}/messages`, {
      token: person.token,
      body: { text, clientMessageId },
    });
  const result = (
    chatId: string,
    messageId: string,
    changes: Partial<MessageTranslated> = {},
    id: string = uuid(),
  ) =>
    suite.emit(
      messageTranslated,
      {
        accountId,
        shopId,
        chatId,
        messageId,
        purpose: 'customer',
        to: 'es',
        from: 'en',
        status: 'translated',
        text: 'Sí',
        provider: 'apertium',
        actor: systemActor,
        occurredAt: new Date().toISOString(),
        ...changes,
      },
      { accountId, shopId, id },
    );
  const sent = (messageId: string) =>
    suite.published.messages
      .filter(
        ({ topic, value }) => topic === 'chat.outbound.v1' && (value as ReplySent).messageId === messageId,
      )
      .map(({ value }) => value as ReplySent);
  const left = async (messageId: string): Promise<ReplySent> => {
    await until(() => sent(messageId).length > 0, { describe: 'the reply on chat.outbound.v1' });
    return sent(messageId)[0]!;
  };
  const message = async (chatId: string, messageId: string) =>
    (await suite.call('GET', `/v1/shops/${shopId}/chats/${chatId}/messages`, agent)).body.items.find(
      (item: { id: string }) => item.id === messageId,
    );

  it('leaves at once where there is nothing to translate', async () => {
    const { status, body } = await reply(await chatIn(), 'We do');
    expect({ status, delivery: body.delivery }).toMatchObject({
      status: 201,
      delivery: { status: 'sent', text: 'We do' },
    });
    expect(await left(body.id)).toMatchObject({
      accountId,
      shopId,
      seq: 2,
      text: 'We do',
      language: 'en',
      original: { text: 'We do', language: 'en' },
      translation: { status: 'not_needed', provider: null },
      agent: { id: agent.userId, nickname: 'Ana', avatarHash: null },
    });
  });

  it('waits for the translation and leaves with it, once, however often the result comes', async () => {
    const chatId = await chatIn('es');
    const { body } = await reply(chatId, 'Yes');
    expect(body.delivery).toEqual({ status: 'pending', text: null, language: null, at: null });
    const eventId = uuid();
    await result(chatId, body.id, {}, eventId);
    await result(chatId, body.id, {}, eventId);
    await result(chatId, body.id, { text: 'Claro' });
    expect(await left(body.id)).toMatchObject({
      text: 'Sí',
      language: 'es',
      original: { text: 'Yes', language: 'en' },
      translation: { status: 'translated', provider: 'apertium' },
    });
    await until(async () => (await message(chatId, body.id)).translations.es?.text === 'Claro');
    const seen = await message(chatId, body.id);
    expect(seen.delivery).toMatchObject({ status: 'sent', text: 'Sí', language: 'es' });
    // Raised by the translation, by the delivery, and by the later translation; the repeated event changed nothing.
    expect([body.revision, seen.revision]).toEqual([1, 4]);
    expect(sent(body.id)).toHaveLength(1);
  });

  it('waits right after the customer’s first words, although nothing is known of their language', async () => {
    const { chatId } = await suite.write(key, shopId, uuid(), '¿Dónde está mi pedido?');
    await suite.chatIn(chatId, 'assigned', agent.userId);
    const { body } = await reply(chatId, 'On its way');
    expect(body.delivery.status).toBe('pending');
    await result(chatId, body.id, { text: 'En camino' });
    expect(await left(body.id)).toMatchObject({ text: 'En camino' });
  });

  it('leaves at the limit with the original; a late translation reaches the agent only', async () => {
    waitAtMost(limitMs);
    const chatId = await chatIn('es');
    const began = performance.now();
    const { body } = await reply(chatId, 'Tomorrow');
    const event = await left(body.id);
    expect(performance.now() - began).toBeGreaterThanOrEqual(limitMs - 50);
    expect(event).toMatchObject({ text: 'Tomorrow', translation: { status: 'unavailable' } });
    await result(chatId, body.id, { text: 'Mañana' });
    await until(async () => (await message(chatId, body.id)).translations.es?.text === 'Mañana');
    expect((await message(chatId, body.id)).delivery.text).toBe('Tomorrow');
    expect(sent(body.id)).toHaveLength(1);
  });

  it('keeps the order of a chat, whichever result comes first', async () => {
    const chatId = await chatIn('es');
    const first = await reply(chatId, 'One');
    const second = await reply(chatId, 'Two');
    const third = await suite.call('POST', `/v1/shops/${shopId}/chats/${chatId}/messages`, {
      token: agent.token,
      body: { card: { kind: 'product', data: { id: 7 } }, clientMessageId: uuid() },
    });
    expect([first, second, third].map(({ status, body }) => (status === 201 ? status : body))).toEqual([
      201, 201, 201,
    ]);
    await result(chatId, second.body.id, { text: 'Dos' });
    await result(chatId, first.body.id, { text: 'Uno' });
    await left(third.body.id);
    const order = suite.published.messages
      .filter(({ topic, value }) => topic === 'chat.outbound.v1' && (value as ReplySent).chatId === chatId)
      .map(({ value }) => (value as ReplySent).text ?? (value as ReplySent).card?.kind);
    expect(order).toEqual(['Uno', 'Dos', 'product']);
  });

  it('leaves at the limit although an older chat’s replies cannot go', async () => {
    waitAtMost(limitMs);
    const [stuck, free] = [await chatIn('es'), await chatIn('es')];
    const first = await reply(stuck, 'Stuck');
    await suite.database.query(`update reply set language = 'no language at all' where message_id = $1`, [
      first.body.id,
    ]);
    const second = await reply(free, 'Free');
    expect(await left(second.body.id)).toMatchObject({ text: 'Free' });
    expect(sent(first.body.id)).toEqual([]);
    await suite.database.query(`update reply set language = 'en' where message_id = $1`, [first.body.id]);
    expect(await left(first.body.id)).toMatchObject({ text: 'Stuck' });
  });

  it('lets a held reply go after a restart', async () => {
    waitAtMost(limitMs);
    const chatId = await chatIn('es');
    const { body } = await reply(chatId, 'Wait');
    await suite.restart();
    expect(await left(body.id)).toMatchObject({ text: 'Wait', translation: { status: 'unavailable' } });
    expect(sent(body.id)).toHaveLength(1);
  });

  it('knows from translation what the customer writes', async () => {
    const chatId = await chatIn('es');
    const state = { accountId, shopId, chatId, language: 'en', version: 1, actor: systemActor };
    await suite.emit(chatLanguage, { ...state, occurredAt: new Date().toISOString() });
    await until(
      async () =>
        (
          await suite.database.query(
            `select 1 from translation_state where shop_id = $1 and language = 'en'`,
            [shopId],
          )
        ).length > 0,
    );
    expect((await reply(chatId, 'Sure')).body.delivery.status).toBe('sent');
  });

  it('goes out although the chat is closed or handed on meanwhile', async () => {
    const chatId = await chatIn('es');
    const { body } = await reply(chatId, 'Bye');
    const { version, seq } = await suite.chatIn(chatId, 'assigned');
    const closed = await suite.call('POST', `/v1/shops/${shopId}/chats/${chatId}/close`, {
      token: agent.token,
      body: { expectedVersion: version, lastSeq: seq },
    });
    expect(closed.status).toBe(200);
    await result(chatId, body.id, { text: 'Adiós' });
    expect(await left(body.id)).toMatchObject({ text: 'Adiós' });
    expect(await reply(chatId, 'More')).toMatchObject({ status: 409, body: { code: 'chat.closed' } });
  });

  it('answers a repeated clientMessageId with the first message', async () => {
    const chatId = await chatIn();
    const id = uuid();
    const [one, two] = await Promise.all([reply(chatId, 'Once', id), reply(chatId, 'Twice', id)]);
    expect([one.status, two.status].sort()).toEqual([200, 201]);
    expect(one.body.id).toBe(two.body.id);
    expect((await suite.chatIn(chatId, 'assigned')).seq).toBe(2);
  });

  it('is for the own chat only', async () => {
    const chatId = await chatIn();
    expect((await reply(chatId, 'Hello', uuid(), owner)).status).toBe(403);
    const stranger = await suite.person(accountId, { shops: [shopId], profile: { acceptChats: false } });
    expect((await reply(chatId, 'Hello', uuid(), stranger)).status).toBe(404);
  });

  it.each([
    [{}],
    [{ text: 'a', card: { kind: 'x', data: {} } }],
    [{ text: '' }],
    [{ text: 'x'.repeat(4_001) }],
    [{ text: { $ne: 1 } }],
    [{ card: { kind: 'x', data: { a: 'b'.repeat(9_000) } } }],
  ])('refuses %#', async (content) => {
    const chatId = await chatIn();
    const answer = await suite.call('POST', `/v1/shops/${shopId}/chats/${chatId}/messages`, {
      token: agent.token,
      body: { clientMessageId: uuid(), ...content },
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });

  it('hands storefronts without Kafka the replies in order, and waits for the next', async () => {
    const own = await suite.shop(accountId);
    const storefront = (query: string) =>
      suite.call('GET', `/v1/shops/${own.shopId}/outbound-messages${query}`, { token: key });
    const there = await suite.person(accountId, { shops: [own.shopId] });
    const { chatId } = await suite.write(key, own.shopId, 'customer', '4711');
    await suite.chatIn(chatId, 'assigned', there.userId);
    const send = (text: string) =>
      suite.call('POST', `/v1/shops/${own.shopId}/chats/${chatId}/messages`, {
        token: there.token,
        body: { text, clientMessageId: uuid() },
      });
    const nothing = await storefront('?wait=0');
    expect(nothing.body.items).toEqual([]);
    const waiting = storefront(`?wait=20&cursor=${nothing.body.nextCursor}`);
    await send('One');
    await send('Two');
    expect((await waiting).body.items[0]).toMatchObject({
      text: 'One',
      customerId: 'customer',
      translation: { status: 'not_needed', provider: null },
    });
    const both = await storefront('?limit=1');
    const rest = await storefront(`?cursor=${both.body.nextCursor}`);
    expect(rest.body.items).toMatchObject([{ text: 'Two' }]);
    expect((await suite.call('GET', `/v1/shops/${own.shopId}/outbound-messages`, there)).status).toBe(403);
  });

  it('gives storefronts by REST what chat.outbound.v1 carries: translated, not needed, too late, a card', async () => {
    const chatId = await chatIn('es');
    const translated = (await reply(chatId, 'Yes')).body.id;
    await result(chatId, translated);
    waitAtMost(limitMs);
    const late = (await reply(chatId, 'Late')).body.id;
    const card = await suite.call('POST', `/v1/shops/${shopId}/chats/${chatId}/messages`, {
      token: agent.token,
      body: { card: { kind: 'x', data: { a: 1 } }, clientMessageId: uuid() },
    });
    const events = await Promise.all([translated, late, card.body.id].map(left));
    expect(events.map(({ translation }) => translation.status)).toEqual([
      'translated',
      'unavailable',
      'not_needed',
    ]);
    const url = `/v1/shops/${shopId}/outbound-messages?limit=100`;
    const { body } = await suite.call('GET', url, { token: key });
    expect(body.items.filter((item: ReplySent) => item.chatId === chatId)).toEqual(events);
  });

  it('keeps nothing of a poll on the connection that the storefront polls over', async () => {
    const agentOfOne = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<Socket>();
    const server = suite.app.getHttpServer() as Server;
    server.on('connection', (socket: Socket) => sockets.add(socket));
    const poll = async () => {
      const asked = request(`${suite.url}/v1/shops/${shopId}/outbound-messages`, {
        agent: agentOfOne,
        headers: { authorization: `Bearer ${key}` },
      }).end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      await once(answer.resume(), 'end');
    };
    await poll();
    const [connection] = [...sockets];
    const before = connection!.listenerCount('close');
    for (let i = 0; i < 5; i++) await poll();
    expect(sockets.size).toBe(1);
    expect(connection!.listenerCount('close')).toBe(before);
    agentOfOne.destroy();
  });
});
