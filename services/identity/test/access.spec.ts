import { until, type RedisLine } from '@switchboard/testing';
import { AccessMarks } from '../src/access/access-marks.js';
import { serviceCredential, startIdentitySuite, type IdentitySuite } from './identity-suite.js';
import { invite, newMember, newOwner, type SignedIn } from './people.js';

// Real: PostgreSQL, Redis (behind a proxy that fails on command), Kafka, SMTP. Stub: routing.
let identity: IdentitySuite;
let proxy: RedisLine;
let owner: SignedIn;
beforeAll(async () => {
  identity = await startIdentitySuite(async ({ redis }) => {
    proxy = await redis.throughProxy();
    return { REDIS_URL: proxy.url };
  });
  owner = await newOwner(identity);
});
afterAll(async () => {
  await identity?.close();
  await proxy?.close();
});

const internal = (method: string, path: string, body?: unknown, service = serviceCredential) =>
  identity.call(method, `/internal/v1${path}`, body, { service });
const memberKey = (member: SignedIn) => `access:member:${member.accountId}:${member.userId}`;

describe('internal calls', () => {
  it('answer members, shops, keys and sessions as they are at this moment', async () => {
    const agent = await newMember(identity, owner);
    const { sid } = JSON.parse(Buffer.from(agent.token.split('.')[1]!, 'base64url').toString()) as {
      sid: string;
    };
    const { accountId, userId } = agent;
    const ask = () => internal('POST', '/access-checks', { accountId, userId, sessionId: sid });
    expect((await ask()).body).toMatchObject({
      status: 'active',
      accessVersion: 2,
      ended: false,
      shopAccess: 'all',
    });
    expect((await internal('GET', `/memberships/${accountId}/${userId}`)).body).toMatchObject({
      email: agent.email,
      version: 2,
    });
    await identity.call('POST', '/v1/auth/logout', undefined, { token: agent.token });
    expect((await ask()).body).toMatchObject({ status: 'active', ended: true });

    const { id: shopId } = (await identity.call('GET', '/v1/shops', undefined, { token: owner.token })).body
      .items[0];
    expect((await internal('GET', `/shops/${shopId}`)).body).toMatchObject({
      shopId,
      accountId,
      status: 'active',
    });
    const { body: key } = await identity.call(
      'POST',
      '/v1/api-keys',
      { name: 'k', scopes: ['chats:read'] },
      { token: owner.token },
    );
    expect((await internal('POST', '/access-checks', { keyId: key.id })).body).toMatchObject({
      revoked: false,
      scopes: ['chats:read'],
    });
  });

  it('know nothing of pending members, of other accounts’ pairs, and need the credential', async () => {
    const pending = await invite(identity, owner);
    const stranger = await newOwner(identity, 'Stranger');
    expect((await internal('GET', `/memberships/${owner.accountId}/${pending.id}`)).status).toBe(404);
    expect((await internal('GET', `/memberships/${stranger.accountId}/${owner.userId}`)).status).toBe(404);
    expect((await internal('POST', '/access-checks', { keyId: pending.id })).status).toBe(404);
    expect((await internal('POST', '/access-checks', { accountId: owner.accountId })).status).toBe(400);
    expect((await internal('GET', `/shops/${pending.id}`, undefined, 'wrong')).status).toBe(401);
    expect(
      (await identity.call('GET', `/internal/v1/shops/${pending.id}`, undefined, { token: owner.token }))
        .status,
    ).toBe(401);
  });
});

describe('the mirror', () => {
  it('a change stands when Redis is gone: 503, bites here at once, is written when Redis is back; a repeat is safe', async () => {
    const agent = await newMember(identity, owner);
    const deactivate = () =>
      identity.call('POST', `/v1/users/${agent.userId}/deactivate`, undefined, { token: owner.token });
    proxy.mode = 'refuse';
    proxy.cut();
    expect((await deactivate()).body).toMatchObject({ status: 503, code: 'dependency.unavailable' });
    const refused = await identity.call('GET', '/v1/shops', undefined, { token: agent.token });
    expect(refused.body.code).toBe('membership.deactivated');

    proxy.mode = 'pass';
    await until(async () => (await identity.redis.client.get(memberKey(agent)))?.endsWith(':deactivated'), {
      timeoutMs: 15_000,
      describe: 'the mark to be written',
    });
    expect(await deactivate()).toMatchObject({ status: 200, body: { status: 'deactivated', version: 3 } });
  });

  it('the last hour’s marks are written again after Redis has forgotten them', async () => {
    const agent = await newMember(identity, owner);
    const { body: key } = await identity.call(
      'POST',
      '/v1/api-keys',
      { name: 'k', scopes: ['chats:read'] },
      { token: owner.token },
    );
    await identity.call('DELETE', `/v1/api-keys/${key.id}`, undefined, { token: owner.token });
    await identity.call('DELETE', `/v1/users/${agent.userId}`, undefined, { token: owner.token });
    await identity.redis.client.flushdb();
    await identity.app.get(AccessMarks, { strict: false }).write();
    expect(await identity.redis.client.get(memberKey(agent))).toMatch(/^3:deleted$/);
    expect(await identity.redis.client.get(`access:key:${key.id}`)).toBe('revoked');
    expect(await identity.redis.client.keys('access:session:*')).not.toEqual([]);
    expect(await identity.redis.client.get('access:complete-for')).toBeTruthy();
  });
});
