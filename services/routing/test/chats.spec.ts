import { until } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import type { Person } from './played-neighbours.js';
import { RoutingSuite } from './routing-suite.js';

describe('chats, real PostgreSQL, Redis and Kafka', () => {
  let suite: RoutingSuite;
  let accountId: string;
  let shopId: string;
  let key: string;
  let owner: Person;
  let agent: Person;
  let other: Person;

  beforeAll(async () => {
    suite = await RoutingSuite.open();
    ({ shopId, accountId } = await suite.shop());
    key = await suite.key(accountId, ['inbound:write', 'chats:read']);
    owner = await suite.person(accountId, {
      role: 'owner',
      profile: { shopId, acceptChats: false, nickname: 'Owner' },
    });
    agent = await suite.person(accountId, { shops: [shopId], profile: { nickname: 'Ana', maxCapacity: 1 } });
    other = await suite.person(accountId, {
      shops: [shopId],
      profile: { nickname: 'Ben', acceptChats: false },
    });
  });
  afterAll(() => suite.close());

  const chats = (person: { token: string }, query = '') =>
    suite.call('GET', `/v1/shops/${shopId}/chats${query}`, person);
  const chat = (person: { token: string }, chatId: string) =>
    suite.call('GET', `/v1/shops/${shopId}/chats/${chatId}`, person);
  const command = (person: Person, chatId: string, name: string, body: object) =>
    suite.call('POST', `/v1/shops/${shopId}/chats/${chatId}/${name}`, { token: person.token, body });

  it('gives the first chat to the one who accepts, leaves the second in the queue, and explains it', async () => {
    const first = await suite.write(key, shopId, 'first', 'Is this in stock?', { customerName: 'Carla' });
    await suite.chatIn(first.chatId, 'assigned', agent.userId);
    const second = await suite.write(key, shopId, 'second');
    await suite.chatIn(second.chatId, 'queued');

    const seen = await chat(agent, first.chatId);
    expect(seen.body).toMatchObject({
      id: first.chatId,
      shopId,
      customer: { id: 'first', name: 'Carla', language: null },
      state: 'assigned',
      agent: { id: agent.userId, nickname: 'Ana', avatarHash: null },
      unread: 1,
      waitingSince: null,
      lastMessage: { text: 'Is this in stock?', direction: 'in', seq: 1 },
      allowedActions: ['reply', 'close', 'transfer_to_others'],
    });
    const explained = await suite.call('GET', `/v1/shops/${shopId}/chats/${first.chatId}/assignments`, agent);
    expect(explained.body.items).toMatchObject([
      {
        kind: 'automatic',
        agentId: agent.userId,
        mode: 'lowest_workload',
        open: 0,
        capacity: 1,
        actor: { kind: 'system', id: null },
        compared: { candidates: [{ id: agent.userId, nickname: 'Ana' }], notEligible: { notAccepting: 2 } },
      },
    ]);
  });

  it('shows each view to those who may see it', async () => {
    const mine = await chats(agent);
    expect(mine.body.items.map((item: { customer: { id: string } }) => item.customer.id)).toEqual(['first']);
    expect((await chats(agent, '?view=all_open')).status).toBe(403);
    const all = await chats(owner, '?view=all_open');
    expect(all.body.items.map((item: { customer: { id: string } }) => item.customer.id)).toEqual([
      'second',
      'first',
    ]);
    const queue = await chats(other, '?view=queue');
    expect(queue.body.items).toMatchObject([
      { customer: { id: 'second' }, allowedActions: ['transfer_to_me'] },
    ]);
    expect((await chats({ token: key }, '?view=all_open')).body.items).toHaveLength(2);
    expect((await chats({ token: key }, '?view=all_open')).body.items[0].allowedActions).toEqual([]);
  });

  it('answers 404 for a chat that the caller may not read, and for another tenant altogether', async () => {
    const { body } = await chats(agent);
    const chatId = body.items[0].id as string;
    expect((await chat(other, chatId)).status).toBe(404);
    expect((await chat(owner, uuid())).status).toBe(404);
    expect((await chat(owner, 'no-id')).status).toBe(404);
    const stranger = await suite.person(uuid(), { role: 'owner' });
    expect((await chat(stranger, chatId)).status).toBe(404);
    const elsewhere = await suite.shop(accountId);
    expect((await suite.call('GET', `/v1/shops/${elsewhere.shopId}/chats/${chatId}`, owner)).status).toBe(
      404,
    );
  });

  it('filters, searches and pages', async () => {
    const customers = async (query: string) =>
      (await chats(owner, query)).body.items.map((item: { customer: { id: string } }) => item.customer.id);
    expect(await customers('?view=all_open&q=IN%20STOCK')).toEqual(['first']);
    expect(await customers('?view=all_open&q=carl')).toEqual(['first']);
    expect(await customers('?view=all_open&q=100%25')).toEqual([]);
    expect(await customers(`?view=all_open&agentId=${agent.userId}`)).toEqual(['first']);
    expect(await customers('?view=all_open&customerId=second')).toEqual(['second']);
    expect(await customers('?view=all_open&to=2020-01-01T00:00:00Z')).toEqual([]);
    const page = await chats(owner, '?view=all_open&limit=1');
    expect(page.body.items).toHaveLength(1);
    const rest = await chats(owner, `?view=all_open&limit=1&cursor=${page.body.nextCursor}`);
    expect(rest.body).toMatchObject({ items: [{ customer: { id: 'first' } }], nextCursor: null });
    expect((await chats(owner, '?view=all_open&cursor=garbage')).status).toBe(400);
    expect((await chats(owner, '?nothing=1')).body.code).toBe('request.unknown_field');
  });

  it('counts by the same rule', async () => {
    const counts = (person: Person) => suite.call('GET', `/v1/shops/${shopId}/chat-counts`, person);
    expect((await counts(agent)).body).toEqual({ mine: 1, unread: 1, queue: 1, closed: 0 });
    expect((await counts(owner)).body).toEqual({ mine: 0, unread: 0, queue: 1, allOpen: 2, closed: 0 });
  });

  it('moves the unread marker forward only, for the assigned agent only', async () => {
    const chatId = (await chats(agent)).body.items[0].id as string;
    expect((await command(owner, chatId, 'read', { upToSeq: 1 })).status).toBe(403);
    expect((await command(agent, chatId, 'read', { upToSeq: 1 })).body.unread).toBe(0);
    await suite.write(key, shopId, 'first', 'And in blue?');
    expect((await command(agent, chatId, 'read', { upToSeq: 0 })).body.unread).toBe(1);
    expect((await chats(agent, '?unread=true')).body.items).toHaveLength(1);
    expect((await command(agent, chatId, 'read', { upToSeq: 999 })).body.unread).toBe(0);
    expect((await chats(agent, '?unread=true')).body.items).toHaveLength(0);
  });

  it('closes only what was read to its end, and gives the next one from the queue at once', async () => {
    const { id: chatId, version } = (await chats(agent)).body.items[0];
    const early = await command(agent, chatId, 'close', { expectedVersion: version, lastSeq: 1 });
    expect(early).toMatchObject({ status: 409, body: { code: 'chat.newer_message', chat: { id: chatId } } });
    const stale = await command(agent, chatId, 'close', { expectedVersion: version + 1, lastSeq: 2 });
    expect(stale).toMatchObject({ status: 409, body: { code: 'chat.version_conflict', chat: { version } } });
    const closed = await command(agent, chatId, 'close', { expectedVersion: version, lastSeq: 2 });
    expect(closed).toMatchObject({
      status: 200,
      body: {
        state: 'closed',
        version: version + 1,
        agent: { id: agent.userId },
        allowedActions: ['reopen'],
      },
    });
    const second = (await chats(owner, '?view=all_open')).body.items[0];
    await suite.chatIn(second.id, 'assigned', agent.userId);
    expect((await chats(agent, '?view=closed')).body.items).toHaveLength(1);
    expect((await chats(other, '?view=closed')).body.items).toHaveLength(0);
    expect((await chat(other, chatId)).status).toBe(404);
  });

  it('reopens for any reader, beyond capacity', async () => {
    const { id: chatId, version } = (await chats(agent, '?view=closed')).body.items[0];
    const reopened = await command(agent, chatId, 'reopen', { expectedVersion: version });
    expect(reopened.body).toMatchObject({ state: 'assigned', agent: { id: agent.userId } });
    expect((await chats(agent)).body.items).toHaveLength(2);
    const again = await command(agent, chatId, 'reopen', { expectedVersion: version + 1 });
    expect(again).toMatchObject({ status: 409, body: { code: 'chat.not_closed' } });
  });

  it('lets one of two people win, and shows the other the current chat', async () => {
    const { chatId } = await suite.write(key, shopId, 'contested');
    const { version } = await suite.chatIn(chatId, 'queued');
    const admin = await suite.person(accountId, { role: 'admin', profile: { shopId, acceptChats: false } });
    const answers = await Promise.all(
      [owner, admin].map((person) =>
        command(person, chatId, 'assign', { agentId: 'me', expectedVersion: version }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const lost = answers.find(({ status }) => status === 409)!;
    expect(lost.body).toMatchObject({
      code: 'chat.version_conflict',
      chat: { id: chatId, version: version + 1 },
    });
  });

  it('assigns to others by the policy, and only to those who can be assigned to', async () => {
    const { chatId } = await suite.write(key, shopId, 'handed');
    const { version } = await suite.chatIn(chatId, 'queued');
    const assign = (person: Person, agentId: string) =>
      command(person, chatId, 'assign', { agentId, expectedVersion: version });
    expect((await assign(agent, other.userId)).status).toBe(403);
    expect((await assign(owner, uuid())).body.code).toBe('agent.not_available');
    expect((await assign(owner, 'somebody')).status).toBe(400);
    expect((await assign(owner, other.userId)).body).toMatchObject({
      state: 'assigned',
      agent: { nickname: 'Ben' },
    });
    expect((await chat(agent, chatId)).status).toBe(404);
  });

  it('leaves a trail of what people did', async () => {
    const actions = () =>
      suite.published.messages
        .filter(({ topic }) => topic === 'audit.entries.v1')
        .map(
          ({ value }) => value as { action: string; actor: { id: string }; before: object; after: object },
        );
    await until(() => actions().length >= 4, { describe: 'the audit entries' });
    expect(actions().map(({ action }) => action)).toEqual(
      expect.arrayContaining(['chat.closed', 'chat.reopened', 'chat.assigned']),
    );
    expect(actions().find(({ action }) => action === 'chat.closed')).toMatchObject({
      actor: { kind: 'user', id: agent.userId },
      before: { state: 'assigned', agentId: agent.userId },
      after: { state: 'closed' },
    });
  });

  it('opens every chat to agents where chat access says so', async () => {
    const { chatId } = await suite.write(key, shopId, 'handed');
    await suite.settings(accountId, shopId, { roles: ['agent'] });
    const { version, allowedActions } = (await chat(agent, chatId)).body;
    expect(allowedActions).toEqual(['transfer_to_me', 'transfer_to_others']);
    expect((await command(agent, chatId, 'close', { expectedVersion: version, lastSeq: 1 })).status).toBe(
      403,
    );
    await suite.settings(accountId, shopId, { roles: [] });
    expect((await chat(agent, chatId)).status).toBe(404);
    expect((await chat(owner, chatId)).status).toBe(200);
  });
});
