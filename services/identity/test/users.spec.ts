import { startIdentitySuite, type IdentitySuite } from './identity-suite.js';
import { invite, newMember, newOwner, type SignedIn } from './people.js';

// Real: PostgreSQL, Redis, Kafka, SMTP. Stub: routing.
let identity: IdentitySuite;
let owner: SignedIn;
let shopId: string;
beforeAll(async () => {
  identity = await startIdentitySuite();
  owner = await newOwner(identity);
  shopId = (await as('GET', '/v1/shops')).body.items[0].id;
});
afterEach(() => {
  identity.routing.away = false;
});
afterAll(() => identity.close());

const as = (method: string, path: string, body?: unknown, who: SignedIn = owner) =>
  identity.call(method, path, body, { token: who.token });

describe('editing users', () => {
  it('changes role, grant and shops, publishes once each, and hands routing what concerns it', async () => {
    const published = await identity.broker.consume(['identity.members.v1']);
    const agent = await newMember(identity, owner);
    const handed = identity.routing.handed.length;
    const limited = await as('PATCH', `/v1/users/${agent.userId}`, { shopAccess: [shopId], advanced: true });
    expect(limited).toMatchObject({
      status: 200,
      body: { shopAccess: [shopId], advanced: true, warnings: [] },
    });
    expect(identity.routing.handed.slice(handed)).toMatchObject([
      { userId: agent.userId, shopAccess: [shopId] },
    ]);
    await as('PATCH', `/v1/users/${agent.userId}`, { advanced: false });
    expect(identity.routing.handed).toHaveLength(handed + 1);
    const promoted = await as('PATCH', `/v1/users/${agent.userId}`, { role: 'admin' });
    expect(promoted.body).toMatchObject({ role: 'admin', shopAccess: 'all', advanced: false });
    const versions = () =>
      published.messages
        .filter((one) => one.key.endsWith(agent.userId))
        .map((one) => (one.value as { version: number }).version);
    await published.waitFor(
      (one) => one.key.endsWith(agent.userId) && (one.value as { role: string }).role === 'admin',
    );
    expect(versions()).toEqual([2, 3, 4, 5]);
  });

  it('takes nothing that must not be', async () => {
    const agent = await newMember(identity, owner);
    const admin = await newMember(identity, owner, { role: 'admin' });
    const stranger = await newOwner(identity, 'Stranger');
    const foreignShop = (await as('GET', '/v1/shops', undefined, stranger)).body.items[0].id as string;
    const at = (id: string) => `/v1/users/${id}`;
    const cases: Array<[string, string, unknown, SignedIn, number, string]> = [
      ['PATCH', at(agent.userId), { email: 'new@example.com' }, owner, 400, 'user.email_immutable'],
      ['PATCH', at(agent.userId), { role: 'owner' }, owner, 400, 'request.invalid'],
      ['PATCH', at(agent.userId), { shopAccess: [] }, owner, 400, 'request.invalid'],
      ['PATCH', at(agent.userId), { shopAccess: { $ne: 1 } }, owner, 400, 'request.invalid'],
      ['PATCH', at(agent.userId), { shopAccess: [foreignShop] }, owner, 404, 'not_found'],
      ['PATCH', at(agent.userId), { nickname: 'x' }, owner, 400, 'request.unknown_field'],
      ['PATCH', at(admin.userId), { shopAccess: [shopId] }, owner, 400, 'membership.admin_has_all_shops'],
      ['PATCH', at(owner.userId), { role: 'agent' }, admin, 409, 'user.owner_protected'],
      ['POST', `${at(owner.userId)}/deactivate`, undefined, admin, 409, 'user.owner_protected'],
      ['DELETE', at(owner.userId), undefined, owner, 409, 'user.owner_protected'],
      ['PATCH', at(admin.userId), { role: 'agent' }, admin, 409, 'user.self_forbidden'],
      ['DELETE', at(admin.userId), undefined, admin, 409, 'user.self_forbidden'],
      ['GET', '/v1/users', undefined, agent, 403, 'permission.denied'],
      ['POST', '/v1/shops', { name: 'Mine' }, agent, 403, 'permission.denied'],
    ];
    for (const [method, path, body, who, status, code] of cases) {
      expect((await as(method, path, body, who)).body).toMatchObject({ status, code });
    }
  });

  it('answers 404 for everything of another account', async () => {
    const stranger = await newOwner(identity, 'Other');
    const agent = await newMember(identity, owner);
    const pending = await invite(identity, owner);
    const key = await as('POST', '/v1/api-keys', { name: 'mine', scopes: ['chats:read'] });
    const cases: Array<[string, string, unknown?]> = [
      ['GET', `/v1/users/${agent.userId}`],
      ['PATCH', `/v1/users/${agent.userId}`, { role: 'admin' }],
      ['DELETE', `/v1/users/${agent.userId}`],
      ['POST', `/v1/users/${agent.userId}/deactivate`],
      ['POST', `/v1/users/${agent.userId}/activate`],
      ['POST', `/v1/users/${pending.id}/invitation/resend`],
      ['DELETE', `/v1/users/${pending.id}/invitation`],
      ['GET', `/v1/shops/${shopId}`],
      ['PATCH', `/v1/shops/${shopId}`, { name: 'Stolen' }],
      ['GET', `/v1/users?shopId=${shopId}`],
      ['GET', `/v1/audit-log?shopId=${shopId}`],
      ['DELETE', `/v1/api-keys/${key.body.id}`],
      ['POST', '/v1/api-keys', { name: 'x', scopes: ['chats:read'], shopIds: [shopId] }],
      ['POST', '/v1/users', { email: 'x@example.com', role: 'agent', language: 'en', shopAccess: [shopId] }],
      ['POST', '/v1/auth/switch', { accountId: owner.accountId }],
      ['GET', '/v1/users/not-an-id'],
    ];
    for (const [method, path, body] of cases) {
      expect({ path, ...(await as(method, path, body, stranger)).body }).toMatchObject({
        path,
        status: 404,
        code: 'not_found',
      });
    }
    expect((await as('GET', `/v1/users/${agent.userId}`)).body).toMatchObject({
      role: 'agent',
      status: 'active',
    });
  });
});

describe('deactivating, activating, deleting', () => {
  it('bites on the next request, is restored by activating, and ends with deleting', async () => {
    const agent = await newMember(identity, owner);
    const own = (method = 'GET', path = '/v1/shops') => as(method, path, undefined, agent);
    expect((await own()).status).toBe(200);
    const off = await as('POST', `/v1/users/${agent.userId}/deactivate`);
    expect(off.body).toMatchObject({ status: 'deactivated', warnings: [] });
    expect(identity.routing.handed.at(-1)).toMatchObject({ userId: agent.userId, status: 'deactivated' });
    expect((await own()).body).toMatchObject({ status: 403, code: 'membership.deactivated' });

    const refreshed = await identity.call('POST', '/v1/auth/refresh', { refreshToken: agent.refreshToken });
    const again = { ...agent, token: refreshed.body.accessToken as string };
    expect((await as('GET', '/v1/me', undefined, again)).body.user.status).toBe('deactivated');
    expect((await as('GET', '/v1/shops', undefined, again)).body.code).toBe('membership.deactivated');

    expect((await as('POST', `/v1/users/${agent.userId}/activate`)).body).toMatchObject({ status: 'active' });
    expect((await as('GET', '/v1/shops', undefined, again)).body.code).toBe('auth.token_outdated');
    const third = await identity.call('POST', '/v1/auth/refresh', {
      refreshToken: refreshed.body.refreshToken,
    });
    const back = { ...agent, token: third.body.accessToken as string };
    expect((await as('GET', '/v1/shops', undefined, back)).status).toBe(200);

    expect((await as('DELETE', `/v1/users/${agent.userId}`)).body).toMatchObject({
      status: 'deleted',
      displayName: null,
    });
    expect((await as('GET', '/v1/shops', undefined, back)).body).toMatchObject({
      status: 401,
      code: 'auth.session_ended',
    });
    const refused = await identity.call('POST', '/v1/auth/refresh', {
      refreshToken: third.body.refreshToken,
    });
    expect(refused.body.code).toBe('auth.session_ended');
    expect((await as('GET', `/v1/users/${agent.userId}`)).status).toBe(404);
    expect((await as('DELETE', `/v1/users/${agent.userId}`)).status).toBe(200);
    const marks = await identity.redis.client.get(`access:member:${agent.accountId}:${agent.userId}`);
    expect(marks).toMatch(/:deleted$/);
  });

  it('warns when routing does not answer; the change stands', async () => {
    const agent = await newMember(identity, owner);
    identity.routing.away = true;
    const off = await as('POST', `/v1/users/${agent.userId}/deactivate`);
    expect(off).toMatchObject({
      status: 200,
      body: { status: 'deactivated', warnings: ['routing.unconfirmed'] },
    });
    identity.routing.away = false;
  });

  it('is not for pending users', async () => {
    const pending = await invite(identity, owner);
    for (const action of ['deactivate', 'activate']) {
      expect((await as('POST', `/v1/users/${pending.id}/${action}`)).body.code).toBe('user.not_active');
    }
    const edited = await as('PATCH', `/v1/users/${pending.id}`, { role: 'admin' });
    expect(edited.body).toMatchObject({ status: 'pending', role: 'admin' });
  });
});

describe('the lists', () => {
  it('page without gaps or repetitions, filter and search', async () => {
    const seller = await newOwner(identity, 'Lists');
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) ids.push((await invite(identity, seller)).id);
    const admin = await newMember(identity, seller, { role: 'admin' });
    const read = (query: string) => as('GET', `/v1/users?${query}`, undefined, seller);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await read(`list=invited&limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map((user: { id: string }) => user.id));
      if (!body.nextCursor) break;
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(ids.toReversed());
    const added = await read('list=added');
    expect(added.body.items.map((user: { id: string }) => user.id)).toEqual([admin.userId, seller.userId]);
    expect((await read('list=added&role=admin')).body.items).toHaveLength(1);
    expect((await read('list=added&q=ada%20ag')).body.items).toHaveLength(1);
    expect((await read('list=added&q=100%25')).body.items).toHaveLength(0);
    expect((await read(`list=invited&cursor=${Buffer.from('["x","y"]').toString('base64url')}`)).status).toBe(
      400,
    );
    expect((await read('list=all')).status).toBe(400);
    expect((await read('list=invited&status=active')).body.errors).toMatchObject([{ path: 'status' }]);
  });
});

describe('shops, keys and the audit log', () => {
  it('opens and edits shops, publishes them, and repeats an answer for the same Idempotency-Key', async () => {
    const published = await identity.broker.consume(['identity.shops.v1']);
    const open = () =>
      identity.call(
        'POST',
        '/v1/shops',
        { name: 'Second', customerLanguage: 'es-mx' },
        { token: owner.token, key: 'shop-1' },
      );
    const [first, repeat] = [await open(), await open()];
    expect(repeat.body).toEqual(first.body);
    const edited = await as('PATCH', `/v1/shops/${first.body.id}`, {
      customerLanguage: null,
      name: 'Second',
    });
    expect(edited.body).toMatchObject({ customerLanguage: null, version: 2 });
    const state = await published.waitFor(
      (one) => one.key === first.body.id && (one.value as { version: number }).version === 2,
    );
    expect(state.value).toMatchObject({ name: 'Second', customerLanguage: null, status: 'active' });
  });

  it('shows a key once, stores its hash, refuses platform scopes, revokes for good', async () => {
    const published = await identity.broker.consume(['identity.api-keys.v1']);
    const made = await as('POST', '/v1/api-keys', {
      name: 'storefront',
      scopes: ['inbound:write'],
      shopIds: [shopId],
    });
    expect(made.status).toBe(201);
    const listed = await as('GET', '/v1/api-keys');
    expect(JSON.stringify(listed.body)).not.toContain(made.body.key);
    const state = await published.waitFor((one) => one.key === made.body.id);
    expect(JSON.stringify(state)).not.toContain(made.body.key);
    expect(state.value).toMatchObject({ scopes: ['inbound:write'], shopAccess: [shopId], revoked: false });
    expect((await as('POST', '/v1/api-keys', { name: 'x', scopes: ['reviews:read'] })).body.code).toBe(
      'key.scope_forbidden',
    );
    expect((await as('DELETE', `/v1/api-keys/${made.body.id}`)).status).toBe(204);
    expect((await as('DELETE', `/v1/api-keys/${made.body.id}`)).status).toBe(204);
    await published.waitFor((one) => one.key === made.body.id && (one.value as { revoked: boolean }).revoked);
    expect(await identity.redis.client.get(`access:key:${made.body.id}`)).toBe('revoked');
  });

  it('makes keys that expire, in the future only', async () => {
    const published = await identity.broker.consume(['identity.api-keys.v1']);
    const make = (expiresAt: string) =>
      as('POST', '/v1/api-keys', { name: 'campaign', scopes: ['inbound:write'], expiresAt });
    const made = await make('2999-01-01T01:00:00+01:00');
    expect(made).toMatchObject({ status: 201, body: { expiresAt: '2999-01-01T00:00:00.000Z' } });
    const listed = (await as('GET', '/v1/api-keys')).body.items as { id: string; expiresAt: string | null }[];
    expect(listed.find(({ id }) => id === made.body.id)!.expiresAt).toBe(made.body.expiresAt);
    const state = await published.waitFor((one) => one.key === made.body.id);
    expect(state.value).toMatchObject({ expiresAt: made.body.expiresAt });
    expect(await make(new Date().toISOString())).toMatchObject({
      status: 400,
      body: {
        errors: [{ path: 'expiresAt', code: 'out_of_range', message: 'The time must be in the future' }],
      },
    });
  });

  it('tells who changed what, newest first, also what other services publish', async () => {
    const agent = await newMember(identity, owner);
    await as('PATCH', `/v1/users/${agent.userId}`, { advanced: true });
    const { body } = await as('GET', `/v1/audit-log?targetId=${agent.userId}`);
    expect(body.items.map((entry: { action: string }) => entry.action)).toEqual([
      'user.updated',
      'user.joined',
      'user.invited',
    ]);
    expect(body.items[0]).toMatchObject({
      actor: owner.userId,
      before: { advanced: false },
      after: { advanced: true },
    });
  });
});
