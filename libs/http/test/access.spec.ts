import { createSecretKey } from 'node:crypto';
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { v7 as uuid } from 'uuid';
import { until } from '@switchboard/testing';
import { signAccessToken } from '../src/index.js';
import { startHttpSuite, type HttpSuite } from './http-suite.js';

// Real: HTTP, PostgreSQL, Redis. Stand-in: identity (its key set and internal calls).
describe('who is let in', () => {
  let suite: HttpSuite;
  beforeAll(async () => {
    suite = await startHttpSuite();
  });
  afterAll(() => suite.close());
  afterEach(() => {
    suite.identity.answerInternal = () => undefined;
    suite.identity.asked.length = 0;
  });

  const me = (bearer?: string) => suite.call('GET', '/me', { bearer });
  const code = async (answer: ReturnType<typeof me>) => {
    const { status, body } = await answer;
    return status < 300 ? status : `${status} ${body.code}`;
  };

  describe('tokens', () => {
    it('lets in with the rights of now and asks identity nothing', async () => {
      const member = await suite.member({ role: 'agent', advanced: true });
      const answer = await me(member.token);
      expect(answer).toMatchObject({
        status: 200,
        body: {
          kind: 'user',
          accountId: member.accountId,
          userId: member.userId,
          sessionId: member.sessionId,
          role: 'agent',
          advanced: true,
          language: 'es',
          shopAccess: 'all',
        },
      });
      expect(suite.identity.asked).toEqual([]);
    });

    it('wants one', async () => {
      const answer = await me();
      expect(answer).toMatchObject({ status: 401, body: { code: 'auth.required' } });
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      expect(await code(suite.call('GET', '/me', { headers: { authorization: 'Basic YTpi' } }))).toBe(
        '401 auth.required',
      );
    });

    it('tells an expired one from a forged one', async () => {
      const member = await suite.member();
      const claims = { ...member };
      expect(await code(me(await suite.token(claims, -60)))).toBe('401 auth.token_expired');

      const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
      const signing = {
        key: privateKey,
        keyId: 'test',
        algorithm: 'EdDSA',
        issuer: suite.identity.issuer,
      } as const;
      expect(await code(me(await signAccessToken(claims, signing)))).toBe('401 auth.token_invalid');
      expect(await code(me(await signAccessToken(claims, { ...signing, keyId: 'unknown' })))).toBe(
        '401 auth.token_invalid',
      );
      expect(await code(me('nonsense'))).toBe('401 auth.token_invalid');
      expect(await code(me('a.b.c'))).toBe('401 auth.token_invalid');
      expect(
        await code(me(member.token.replace(/^[^.]+/, Buffer.from('{"alg":"none"}').toString('base64url')))),
      ).toBe('401 auth.token_invalid');
      expect(await code(me(new UnsecuredJWT({ sub: member.userId }).encode()))).toBe(
        '401 auth.token_invalid',
      );
    });

    it('refuses a symmetric signature made with the public key, and tokens for something else', async () => {
      const member = await suite.member();
      const keySet = await (await fetch(suite.identity.jwksUrl)).text();
      const symmetric = await new SignJWT({ sid: member.sessionId })
        .setProtectedHeader({ alg: 'HS256', kid: 'test', typ: 'at+jwt' })
        .setSubject(member.userId)
        .setExpirationTime('5m')
        .sign(createSecretKey(Buffer.from(keySet)));
      expect(await code(me(symmetric))).toBe('401 auth.token_invalid');
      // The right key, but no access token of ours: another audience and type.
      const other = await suite.identity.sign({ sub: member.userId, sid: member.sessionId });
      expect(await code(me(other))).toBe('401 auth.token_invalid');
    });

    it('reads new signing keys when a token names one', async () => {
      const rotated = await suite.identity.rotate();
      const member = await suite.member();
      expect(rotated).not.toBe('test');
      await until(async () => (await me(member.token)).status === 200, { describe: 'the new key is known' });
    });
  });

  describe('revocation bites on the next request', () => {
    it('session ended: 401', async () => {
      const member = await suite.member();
      expect(await code(me(member.token))).toBe(200);
      await suite.mirror.endSession(member.sessionId);
      expect(await code(me(member.token))).toBe('401 auth.session_ended');
    });

    it.each([
      ['deleted', '401 auth.session_ended'],
      ['deactivated', '403 membership.deactivated'],
      ['active', '401 auth.token_outdated'],
    ] as const)('%s, in the mirror before the projection knows: %s', async (status, expected) => {
      const member = await suite.member();
      const { accountId, userId } = member;
      const tickets = () => suite.call('POST', '/tickets', { bearer: member.token });
      expect((await tickets()).status).toBe(201);
      await suite.mirror.writeMember({ accountId, userId, status, accessVersion: 4 });
      expect(await code(tickets())).toBe(expected);
    });

    it.each([
      ['deleted', '401 auth.session_ended'],
      ['deactivated', '403 membership.deactivated'],
      ['active', '401 auth.token_outdated'],
    ] as const)('%s, in the projection: %s', async (status, expected) => {
      const member = await suite.member();
      await suite.apply({ ...member, status, accessVersion: 4, version: 6 });
      expect(await code(suite.call('POST', '/tickets', { bearer: member.token }))).toBe(expected);
    });

    it('an older mirror entry or event changes nothing', async () => {
      const member = await suite.member();
      const { accountId, userId } = member;
      await suite.mirror.writeMember({ accountId, userId, status: 'active', accessVersion: 3 });
      await suite.mirror.writeMember({ accountId, userId, status: 'deleted', accessVersion: 2 });
      await suite.apply({ ...member, status: 'deleted', accessVersion: 2, version: 4 });
      expect(await code(me(member.token))).toBe(200);
    });

    it('a role changed: the old token is refused, a new one has the new rights', async () => {
      const member = await suite.member({ role: 'admin' });
      const users = (bearer: string) => suite.call('GET', '/users', { bearer });
      expect(await code(users(member.token))).toBe(200);
      await suite.apply({ ...member, role: 'agent', accessVersion: 4, version: 6 });
      expect(await code(users(member.token))).toBe('401 auth.token_outdated');
      const fresh = await suite.token({ ...member, role: 'agent', accessVersion: 4 });
      expect(await code(users(fresh))).toBe('403 permission.denied');
    });

    it('a deactivated member reaches only what says so', async () => {
      const member = await suite.member({ status: 'deactivated' });
      expect(await code(me(member.token))).toBe(200);
      expect(await code(suite.call('POST', '/leave', { bearer: member.token }))).toBe(201);
      expect(await code(suite.call('POST', '/tickets', { bearer: member.token }))).toBe(
        '403 membership.deactivated',
      );
    });
  });

  describe('identity is asked', () => {
    it('about a token newer than the projection, and the answer is kept', async () => {
      const member = await suite.member({ role: 'agent' });
      const now = { ...member, role: 'admin' as const, accessVersion: 4, version: 6 };
      const token = await suite.token(now);
      suite.identity.answerInternal = () => ({ status: 200, body: { ...now, ended: false } });
      expect((await me(token)).body).toMatchObject({ role: 'admin' });
      expect(suite.identity.asked).toEqual(['POST /internal/v1/access-checks']);
      expect(await code(me(token))).toBe(200);
      expect(suite.identity.asked).toHaveLength(1);
    });

    it('and the event that tells the same is no repetition: consumers see it as new', async () => {
      const member = await suite.member({ language: 'es' });
      const now = { ...member, role: 'admin' as const, language: 'en', accessVersion: 4, version: 7 };
      suite.identity.answerInternal = () => ({ status: 200, body: { ...now, ended: false } });
      const token = await suite.token(now);
      expect((await me(token)).body).toMatchObject({ role: 'admin', language: 'en' });
      expect(await suite.apply(now)).toBe(true);
      expect(await suite.apply(now)).toBe(false);
    });

    it('and an event from before that does not bring old rights back', async () => {
      const member = await suite.member({ role: 'admin' });
      const now = { ...member, role: 'agent' as const, accessVersion: 5, version: 8 };
      suite.identity.answerInternal = () => ({ status: 200, body: { ...now, ended: false } });
      const token = await suite.token(now);
      const users = () => suite.call('GET', '/users', { bearer: token });
      expect(await code(users())).toBe('403 permission.denied');
      await suite.apply({ ...member, accessVersion: 4, version: 6 });
      expect(await code(users())).toBe('403 permission.denied');
    });

    it('about a member activated again while the projection still says deactivated', async () => {
      const member = await suite.member({ status: 'deactivated' });
      const now = { ...member, status: 'active', accessVersion: 4, version: 6 };
      suite.identity.answerInternal = () => ({ status: 200, body: { ...now, ended: false } });
      const token = await suite.token({ ...member, accessVersion: 4 });
      expect(await code(suite.call('POST', '/tickets', { bearer: token }))).toBe(201);
    });

    it.each([
      [{ ended: true }, '401 auth.session_ended'],
      [{ status: 'deleted' }, '401 auth.session_ended'],
      [{ status: 'deactivated' }, '403 membership.deactivated'],
      [{ accessVersion: 9 }, '401 auth.token_outdated'],
    ])('and its word counts: %j', async (said, expected) => {
      const member = await suite.member();
      const token = await suite.token({ ...member, accessVersion: 4 });
      const body = { ...member, accessVersion: 4, ended: false, ...said };
      suite.identity.answerInternal = () => ({ status: 200, body });
      expect(await code(suite.call('POST', '/tickets', { bearer: token }))).toBe(expected);
    });

    it('about a member that is not known here', async () => {
      const token = await suite.token({
        accountId: uuid(),
        userId: uuid(),
        sessionId: uuid(),
        accessVersion: 1,
        role: 'owner',
        advanced: false,
      });
      expect(await code(me(token))).toBe('401 auth.session_ended');
      expect(suite.identity.asked).toEqual(['POST /internal/v1/access-checks']);
    });
  });

  describe('shops', () => {
    const chats = (shopId: string, bearer: string) => suite.call('GET', `/shops/${shopId}/chats`, { bearer });

    it("only those of the account, and only the member's", async () => {
      const owner = await suite.member({ role: 'owner' });
      const [mine, other] = [await suite.shop(owner.accountId), await suite.shop(owner.accountId)];
      const agent = await suite.member({ accountId: owner.accountId, shopAccess: [mine] });
      const stranger = await suite.member({ role: 'owner' });
      expect(await code(chats(mine, owner.token))).toBe(200);
      expect(await code(chats(mine, agent.token))).toBe(200);
      expect(await code(chats(other, agent.token))).toBe('404 not_found');
      expect(await code(chats(mine, stranger.token))).toBe('404 not_found');
    });

    it('404 comes before 403, and holds for ?shopId= too', async () => {
      const agent = await suite.member();
      const strange = await suite.shop(uuid());
      const own = await suite.shop(agent.accountId);
      const users = (query: string) => suite.call('GET', `/users?${query}`, { bearer: agent.token });
      expect(await code(users(`shopId=${strange}`))).toBe('404 not_found');
      expect(await code(users(`shopId=${own}&shopId=${strange}`))).toBe('404 not_found');
      expect(await code(users(`shopId=${own}`))).toBe('403 permission.denied');
    });

    it.each(['x', '%00', '01A2037C-152B-7253-8126-4340B713AC4F', "'; drop table access_shop; --"])(
      'the id %s names nothing',
      async (shopId) => {
        const { token } = await suite.member();
        expect(await code(chats(encodeURI(shopId), token))).toBe('404 not_found');
      },
    );

    it('a chat id that is none is 404 too', async () => {
      const { token, accountId } = await suite.member();
      const shopId = await suite.shop(accountId);
      expect(await code(suite.call('GET', `/shops/${shopId}/chats/%7B$ne:1%7D`, { bearer: token }))).toBe(
        '404 not_found',
      );
    });

    it('a shop made a moment ago is asked for, and then known', async () => {
      const { token, accountId } = await suite.member({ role: 'owner' });
      const shopId = uuid();
      expect(await code(chats(shopId, token))).toBe('404 not_found');
      suite.identity.answerInternal = () => ({
        status: 200,
        body: { shopId, accountId, status: 'active', version: 1, name: 'New' },
      });
      expect(await code(chats(shopId, token))).toBe(200);
      suite.identity.asked.length = 0;
      expect(await code(chats(shopId, token))).toBe(200);
      expect(suite.identity.asked).toEqual([]);
    });
  });

  describe('API keys', () => {
    const inbound = (shopId: string, bearer: string) =>
      suite.call('POST', `/shops/${shopId}/inbound`, { bearer });

    it('let in by scope and shop', async () => {
      const key = await suite.key({ scopes: ['inbound:write'] });
      const [mine, strange] = [await suite.shop(key.accountId!), await suite.shop(uuid())];
      expect(await inbound(mine, key.key)).toMatchObject({
        status: 201,
        body: {
          kind: 'key',
          keyId: key.keyId,
          accountId: key.accountId,
          scopes: ['inbound:write'],
          shopIds: 'all',
        },
      });
      expect(await code(inbound(strange, key.key))).toBe('404 not_found');
      expect(await code(suite.call('GET', `/shops/${mine}/chats`, { bearer: key.key }))).toBe(
        '403 key.scope_missing',
      );
      expect(await code(suite.call('GET', '/users', { bearer: key.key }))).toBe('403 permission.denied');
      expect(await code(suite.call('POST', '/leave', { bearer: key.key }))).toBe('403 permission.denied');
    });

    it('limited to shops see no other', async () => {
      const accountId = uuid();
      const [one, two] = [await suite.shop(accountId), await suite.shop(accountId)];
      const key = await suite.key({ accountId, scopes: ['inbound:write'], shopAccess: [one] });
      expect(await code(inbound(one, key.key))).toBe(201);
      expect(await code(inbound(two, key.key))).toBe('404 not_found');
    });

    it('of the platform see no shop', async () => {
      const key = await suite.key({ accountId: null, scopes: ['reviews:read', 'inbound:write'] });
      expect(await code(suite.call('GET', '/reviews', { bearer: key.key }))).toBe(200);
      expect(await code(inbound(await suite.shop(uuid()), key.key))).toBe('404 not_found');
    });

    it('revoked: refused on the next request, by the mirror or the projection', async () => {
      const [one, two] = [
        await suite.key({ accountId: null, scopes: ['reviews:read'] }),
        await suite.key({ accountId: null, scopes: ['reviews:read'], revoked: true }),
      ];
      expect(await code(suite.call('GET', '/reviews', { bearer: one.key }))).toBe(200);
      await suite.mirror.revokeKey(one.keyId);
      expect(await code(suite.call('GET', '/reviews', { bearer: one.key }))).toBe('401 auth.token_invalid');
      expect(await code(suite.call('GET', '/reviews', { bearer: two.key }))).toBe('401 auth.token_invalid');
    });

    it('over: refused from the moment of its expiry on', async () => {
      const ending = (expiresAt: string) =>
        suite.key({ accountId: null, scopes: ['reviews:read'], expiresAt });
      const [later, over] = [
        await ending('2999-01-01T00:00:00.000Z'),
        await ending(new Date().toISOString()),
      ];
      expect(await code(suite.call('GET', '/reviews', { bearer: later.key }))).toBe(200);
      expect(await code(suite.call('GET', '/reviews', { bearer: over.key }))).toBe('401 auth.token_invalid');
    });

    it('altered, cut or unknown: refused', async () => {
      const { key } = await suite.key({ accountId: null, scopes: ['reviews:read'] });
      const altered = key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A');
      for (const bearer of [altered, key.slice(0, -1), 'swk_', `${key}=`, key.replace('swk_', 'swk')]) {
        expect(await code(suite.call('GET', '/reviews', { bearer }))).toBe('401 auth.token_invalid');
      }
    });

    it('made a moment ago: asked for', async () => {
      const known = await suite.key({ accountId: null, scopes: ['reviews:read'] });
      await suite.database.query('delete from access_key where key_id = $1', [known.keyId]);
      expect(await code(suite.call('GET', '/reviews', { bearer: known.key }))).toBe('401 auth.token_invalid');
      suite.identity.answerInternal = () => ({ status: 200, body: known });
      expect(await code(suite.call('GET', '/reviews', { bearer: known.key }))).toBe(200);
    });

    it('a user does not pass where only keys do', async () => {
      const owner = await suite.member({ role: 'owner' });
      const shopId = await suite.shop(owner.accountId);
      expect(await code(inbound(shopId, owner.token))).toBe('403 permission.denied');
    });
  });

  describe('tickets', () => {
    const stream = (ticket: string) => suite.call('GET', `/stream?ticket=${ticket}`);
    const issue = async (bearer: string) =>
      (await suite.call('POST', '/tickets', { bearer })).body.ticket as string;

    it('stand for the token once', async () => {
      const member = await suite.member();
      const ticket = await issue(member.token);
      expect((await stream(ticket)).body).toEqual({ userId: member.userId, purpose: { shopIds: 'all' } });
      expect(await code(stream(ticket))).toBe('401 auth.token_invalid');
      expect(await code(stream('nonsense'))).toBe('401 auth.token_invalid');
      expect(await code(suite.call('GET', '/stream?ticket=a&ticket=b'))).toBe('401 auth.token_invalid');
      expect((await suite.call('GET', '/stream', { bearer: member.token })).body.purpose).toBeNull();
    });

    it('are worth nothing once the session has ended, nor elsewhere', async () => {
      const member = await suite.member();
      const [one, two] = [await issue(member.token), await issue(member.token)];
      expect(await code(suite.call('GET', `/users?ticket=${one}`))).toBe('401 auth.required');
      await suite.mirror.endSession(member.sessionId);
      expect(await code(stream(two))).toBe('401 auth.session_ended');
    });
  });

  describe('the service credential', () => {
    const internal = (authorization?: string) =>
      suite.call('DELETE', '/internal/thing', { headers: authorization ? { authorization } : {} });

    it.each(['new-credential', 'old-credential'])('%s is accepted', async (credential) => {
      expect((await internal(`Service ${credential}`)).body).toEqual({ kind: 'service' });
    });

    it('nothing else is', async () => {
      const owner = await suite.member({ role: 'owner' });
      expect(await code(internal())).toBe('401 auth.required');
      expect(await code(internal('Service new-credentia'))).toBe('401 auth.token_invalid');
      expect(await code(internal('Service '))).toBe('401 auth.required');
      expect(await code(internal(`Bearer ${owner.token}`))).toBe('401 auth.required');
      expect(
        await code(suite.call('GET', '/me', { headers: { authorization: 'Service new-credential' } })),
      ).toBe('401 auth.required');
    });
  });
});
