import { jest } from '@jest/globals';
import { AccessMirror } from '@switchboard/http';
import { until } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { EventLog } from '../src/event-log/event-log.js';
import type { Person } from './played-neighbours.js';
import { RoutingSuite } from './routing-suite.js';
import { StreamReader } from './stream-reader.js';

describe('the live stream, real PostgreSQL, Redis and Kafka', () => {
  let suite: RoutingSuite;
  let accountId: string;
  let shopId: string;
  let key: string;
  let owner: Person;
  let agent: Person;
  let other: Person;
  const open: StreamReader[] = [];

  beforeAll(async () => {
    suite = await RoutingSuite.open({ PRESENCE_GRACE_MS: 1_500 });
    ({ shopId, accountId } = await suite.shop());
    key = await suite.key(accountId, ['inbound:write']);
    owner = await suite.person(accountId, {
      role: 'owner',
      profile: { shopId, acceptChats: false, nickname: 'Owner' },
    });
    agent = await suite.person(accountId, { shops: [shopId], profile: { nickname: 'Ana' } });
    other = await suite.person(accountId, {
      shops: [shopId],
      profile: { nickname: 'Ben', acceptChats: false },
    });
  });
  afterEach(() => open.splice(0).forEach((reader) => reader.close()));
  afterAll(() => suite.close());

  const listen = async (person: Person, lastEventId?: string, query = `?shopIds=${shopId}`) => {
    const reader = await StreamReader.open(`${suite.url}/v1/stream${query}`, {
      authorization: `Bearer ${person.token}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    });
    open.push(reader);
    if (reader.status === 200) await until(() => reader.lastEventId !== '', { describe: 'an open stream' });
    return reader;
  };
  const command = (person: Person, chatId: string, name: string, body: object) =>
    suite.call('POST', `/v1/shops/${shopId}/chats/${chatId}/${name}`, { token: person.token, body });

  it('shows each reader what they may see, and takes away what they lose', async () => {
    await suite.profile(accountId, shopId, agent.userId, { acceptChats: false, nickname: 'Ana' });
    const [all, mine, others] = [await listen(owner), await listen(agent), await listen(other)];
    const { chatId } = await suite.write(key, shopId, uuid(), 'Where is my order?');
    const arrived = await others.next('chat.upserted', ({ chat }) => chat.id === chatId);
    expect(arrived).toMatchObject({
      shopId,
      version: 1,
      chat: { state: 'queued', allowedActions: ['transfer_to_me'] },
    });
    await mine.next('message.created', ({ message }) => message.chatId === chatId);

    await command(agent, chatId, 'assign', { agentId: 'me', expectedVersion: 1 });
    const own = await mine.next(
      'chat.upserted',
      ({ chat }) => chat.id === chatId && chat.state === 'assigned',
    );
    expect(own.chat.allowedActions).toEqual(['reply', 'close', 'transfer_to_others']);
    expect(await others.next('chat.removed')).toMatchObject({ shopId, chatId });
    const watched = await all.next(
      'chat.upserted',
      ({ chat }) => chat.id === chatId && chat.state === 'assigned',
    );
    expect(watched.chat.allowedActions).toEqual(['transfer_to_me', 'transfer_to_others']);

    await command(agent, chatId, 'messages', { text: 'On its way', clientMessageId: uuid() });
    await mine.next('message.updated', ({ message }) => message.delivery?.status === 'sent');
    await all.next('message.created', ({ message }) => message.direction === 'out');
    expect(others.events.filter((event) => event.type === 'message.created')).toHaveLength(1);
    expect((await mine.next('counts.updated', ({ counts }) => counts.mine === 1)).counts).not.toHaveProperty(
      'allOpen',
    );
    await all.next('counts.updated', ({ counts }) => counts.allOpen === 1);
  });

  it('orders events and answers by revision, also where the version stays', async () => {
    await suite.profile(accountId, shopId, agent.userId, { acceptChats: false, nickname: 'Ana' });
    const [reader, customer] = [await listen(owner), uuid()];
    const { chatId } = await suite.write(key, shopId, customer, 'Hi');
    const path = `/v1/shops/${shopId}/chats/${chatId}`;
    const read = async () => (await suite.call('GET', path, owner)).body;
    /** The chat in the next event with a higher revision; GET must answer the same. */
    const risen = async (before: number) => {
      const { chat } = await reader.next(
        'chat.upserted',
        (event) => event.chat.id === chatId && event.chat.revision > before,
      );
      const now = await read();
      expect(now).toMatchObject({ revision: chat.revision, version: chat.version, unread: chat.unread });
      return chat;
    };
    const opened = await risen(0);
    await suite.write(key, shopId, customer, 'Hola', { customerLanguage: 'es' });
    const second = await risen(opened.revision);
    expect(second).toMatchObject({ version: opened.version, unread: 2, customer: { language: 'es' } });

    await command(agent, chatId, 'assign', { agentId: 'me', expectedVersion: opened.version });
    const assigned = await risen(second.revision);
    await command(agent, chatId, 'read', { upToSeq: 2 });
    const seen = await risen(assigned.revision);
    expect(seen).toMatchObject({ version: assigned.version, unread: 0 });

    const { body } = await command(agent, chatId, 'messages', { text: '4711', clientMessageId: uuid() });
    const sent = await reader.next(
      'message.updated',
      ({ message }) => message.id === body.id && message.delivery?.status === 'sent',
    );
    expect(sent.message.revision).toBeGreaterThan(1);
    expect((await suite.call('GET', `${path}/messages`, owner)).body.items).toContainEqual(sent.message);
    const revisions = reader.events.flatMap((event) =>
      event.type === 'chat.upserted' && event.chat.id === chatId ? event.chat.revision : [],
    );
    expect(revisions).toEqual([...revisions].sort((one, other) => one - other));
  });

  it('goes on without loss over a reconnect, from another process too', async () => {
    const before = await listen(owner);
    const first = await suite.write(key, shopId, uuid());
    await before.next('message.created', ({ message }) => message.id === first.messageId);
    before.close();
    const missed: string[] = [];
    for (let i = 0; i < 250; i++) missed.push((await suite.write(key, shopId, `burst-${i % 5}`)).messageId);
    await suite.restart();
    const after = await listen(owner, before.lastEventId);
    const late = await suite.write(key, shopId, uuid());
    await after.next('message.created', ({ message }) => message.id === late.messageId);
    const created = after.events.filter((event) => event.type === 'message.created');
    expect(new Set(created.map(({ message }) => message.id))).toEqual(new Set([...missed, late.messageId]));
    expect(created).toHaveLength(missed.length + 1);
    for (const { message } of created.slice(0, 5)) {
      const ofChat = created.filter((event) => event.message.chatId === message.chatId);
      expect(ofChat.map((event) => event.message.seq)).toEqual(ofChat.map((_, i) => i + 1));
    }
    expect(after.of('reset')).toEqual([]);
  });

  it('answers a position that is gone with reset, never with silence', async () => {
    const stale = await listen(owner, 'made-up');
    expect(await stale.next('reset')).toMatchObject({ shopId: null });
    const live = await listen(owner);
    const position = live.lastEventId;
    await suite.redis.client.del(...(await suite.redis.client.keys(`{${shopId}}:events*`)));
    const { messageId } = await suite.write(key, shopId, uuid());
    expect(await live.next('reset')).toMatchObject({ shopId });
    await live.next('message.created', ({ message }) => message.id === messageId);
    expect(await (await listen(owner, position)).next('reset')).toMatchObject({ shopId: null });
    expect((await listen(owner, live.lastEventId)).of('reset')).toEqual([]);
  });

  it('drops a record that a relay appended twice', async () => {
    const reader = await listen(owner);
    const { chatId, messageId } = await suite.write(key, shopId, uuid());
    await reader.next('message.created', ({ message }) => message.id === messageId);
    const log = suite.app.get(EventLog, { strict: false });
    const id = uuid();
    const record = { id, kind: 'message' as const, chatId, messageId, change: 'updated' as const };
    await log.append(shopId, [record]);
    await log.append(shopId, [record, { kind: 'chat', chatId }]);
    await reader.next('message.updated');
    await until(() => reader.events.at(-1)?.type !== 'message.updated');
    expect(reader.of('message.updated')).toHaveLength(1);
  });

  it('takes a ticket once, for what it was issued for', async () => {
    const { body, status } = await suite.call('POST', '/v1/stream-tickets', {
      token: owner.token,
      body: { shopIds: [shopId] },
    });
    expect(status).toBe(201);
    const url = `${suite.url}/v1/stream?ticket=${body.ticket as string}`;
    const [one, two] = await Promise.all([StreamReader.open(url), StreamReader.open(url)]);
    open.push(one, two);
    expect([one.status, two.status].sort()).toEqual([200, 401]);
    const foreign = await suite.shop();
    const refused = await suite.call('POST', '/v1/stream-tickets', {
      token: owner.token,
      body: { shopIds: [foreign.shopId] },
    });
    expect(refused.status).toBe(404);
    expect((await listen(owner, undefined, `?shopIds=${foreign.shopId}`)).status).toBe(404);
    expect((await StreamReader.open(`${suite.url}/v1/stream`)).status).toBe(401);
  });

  it('ends when its user signs out, and when their rights change', async () => {
    const mirror = suite.app.get(AccessMirror);
    const guest = await suite.person(accountId, { shops: [shopId], profile: { acceptChats: false } });
    const signedOut = await listen(guest);
    await mirror.endSession(guest.sessionId);
    await until(() => signedOut.ended, { describe: 'the end after signing out' });
    const changed = await suite.person(accountId, { shops: [shopId], profile: { acceptChats: false } });
    const outdated = await listen(changed);
    await mirror.writeMember({ accountId, userId: changed.userId, status: 'active', accessVersion: 2 });
    await until(() => outdated.ended, { describe: 'the end after a change of rights' });
  });

  it('ends at once when the fence gets its user’s deactivation, in every process, and no other user’s', async () => {
    const guest = await suite.person(accountId, { shops: [shopId], profile: { acceptChats: false } });
    const second = await suite.startProcess();
    const [here, there, stays] = [
      await listen(guest),
      await StreamReader.open(`${second.url}/v1/stream`, { authorization: `Bearer ${guest.token}` }),
      await listen(other),
    ];
    open.push(there);
    await until(() => there.lastEventId !== '', { describe: 'an open stream' });
    // The mirror says nothing: only the notice can end them.
    await suite.fence(guest, { status: 'deactivated', accessVersion: 2 });
    // The judgement that is made now and then anyway comes later than that.
    await until(() => here.ended && there.ended, { describe: 'the end of both', timeoutMs: 4_000 });
    expect(stays.ended).toBe(false);
  });

  it('shows a chat as read to others too, also when the process that marked it died before it told', async () => {
    await suite.profile(accountId, shopId, agent.userId, { nickname: 'Ana' });
    const { chatId } = await suite.write(key, shopId, uuid());
    await suite.chatIn(chatId, 'assigned', agent.userId);
    const watcher = await listen(owner);
    const append = jest.spyOn(suite.app.get(EventLog, { strict: false }), 'append');
    append.mockRejectedValueOnce(new Error('gone'));
    expect((await command(agent, chatId, 'read', { upToSeq: 1 })).body.unread).toBe(0);
    append.mockRestore();
    await watcher.next('chat.upserted', ({ chat }) => chat.id === chatId && chat.unread === 0);
    await until(async () => (await suite.database.query('select 1 from stream_notice')).length === 0);
    await suite.profile(accountId, shopId, agent.userId, { acceptChats: false, nickname: 'Ana' });
  });

  it('sends settings, and resets readers who see more or less now', async () => {
    const reader = await listen(other);
    await suite.settings(accountId, shopId, { roles: ['agent'] });
    await reader.next('settings.updated', ({ setting }) => setting === 'chat-access');
    await reader.next('reset');
    await suite.settings(accountId, shopId, {});
  });

  it('makes an agent online while it is open, and offline a while after', async () => {
    const watcher = await listen(owner);
    const guest = await suite.person(accountId, {
      shops: [shopId],
      profile: { acceptChats: false, nickname: 'Guest' },
    });
    const presence = async () => {
      const { body } = await suite.call('GET', `/v1/shops/${shopId}/workload`, owner);
      return body.items.find(({ id }: { id: string }) => id === guest.userId)?.presence as string | undefined;
    };
    await until(async () => (await presence()) === 'offline', { describe: 'the agent in the list' });
    const reader = await listen(guest);
    expect(await presence()).toBe('online');
    await watcher.next(
      'agent.updated',
      ({ agent }) => agent.id === guest.userId && agent.presence === 'online',
    );
    reader.close();
    await watcher.next(
      'agent.updated',
      ({ agent }) => agent.id === guest.userId && agent.presence === 'offline',
    );
    const told = () =>
      suite.published.messages
        .filter(
          ({ topic, key: eventKey }) =>
            topic === 'routing.agents.v1' && eventKey === `${shopId}:${guest.userId}`,
        )
        .map(({ value }) => value as { presence: string; version: number });
    await until(() => told().length >= 2, { describe: 'both told on Kafka' });
    expect(told().map(({ presence: was }) => was)).toEqual(['online', 'offline']);
    expect(told().map(({ version }) => version)).toEqual([1, 2]);
  });
});
