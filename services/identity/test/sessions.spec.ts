import { jest } from '@jest/globals';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { PasswordHasher } from '../src/people/password-hasher.js';
import { startIdentitySuite, type IdentitySuite } from './identity-suite.js';
import {
  freshEmail,
  invite,
  newAccount,
  newMember,
  newOwner,
  password,
  signedIn,
  signIn,
  type SignedIn,
} from './people.js';

// Real: PostgreSQL, Redis, Kafka, SMTP. Stub: routing.
let identity: IdentitySuite;
beforeAll(async () => (identity = await startIdentitySuite()));
afterEach(() => identity.database.setNow(undefined));
afterAll(() => identity.close());

const login = (email: string, secret: string, accountId?: string) =>
  identity.call('POST', '/v1/auth/login', { email, password: secret, accountId });
const refresh = (refreshToken: string) => identity.call('POST', '/v1/auth/refresh', { refreshToken });
const me = (who: Pick<SignedIn, 'token'>) => identity.call('GET', '/v1/me', undefined, { token: who.token });
const laterBy = (seconds: number) => identity.database.setNow(new Date(Date.now() + seconds * 1000));

describe('signing in', () => {
  it('gives a token of five minutes that the published keys verify', async () => {
    const owner = await newOwner(identity);
    const keys = (await identity.call<JSONWebKeySet>('GET', '/.well-known/jwks.json')).body;
    expect(keys.keys[0]).not.toHaveProperty('d');
    const { payload, protectedHeader } = await jwtVerify(owner.token, createLocalJWKSet(keys));
    expect(protectedHeader.alg).toBe('EdDSA');
    expect(payload).toMatchObject({
      iss: 'https://switchboard.example',
      sub: owner.userId,
      account: owner.accountId,
    });
    expect(payload.exp! - payload.iat!).toBe(300);
    const claims = Object.entries(payload).filter(([, value]) => value === owner.email);
    expect(claims).toEqual([]);
  });

  it('answers a wrong e-mail like a wrong password, with one verification behind either', async () => {
    const owner = await newOwner(identity);
    const pending = await invite(identity, owner);
    // U+212A, a sign that lower case turns into the letter k.
    const unsupported = `\u212A${owner.email}`;
    const verify = jest.spyOn(identity.app.get(PasswordHasher, { strict: false }), 'verify');
    const answers = [];
    for (const email of [owner.email, freshEmail('nobody'), pending.email, unsupported]) {
      verify.mockClear();
      const { status, body } = await login(email, 'not the password');
      const { requestId: _, ...answer } = body as Record<string, unknown>;
      answers.push({ status, answer, verifications: verify.mock.calls.length });
    }
    verify.mockRestore();
    expect(answers[0]).toMatchObject({
      status: 401,
      answer: { code: 'auth.invalid_credentials' },
      verifications: 1,
    });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(answers[3]).toEqual(answers[0]);
    expect((await login(owner.email, password, pending.id)).body.code).toBe('auth.invalid_credentials');
    expect((await login(owner.email.toUpperCase(), password)).status).toBe(200);
  });

  it('takes the account named, else the last used, else the oldest active one', async () => {
    const email = freshEmail('many');
    const first = await newAccount(identity, email, 'First');
    const second = await newAccount(identity, email, 'Second');
    expect((await signIn(identity, email)).accountId).toBe(first);
    expect((await signIn(identity, email, second)).accountId).toBe(second);
    const last = await signIn(identity, email);
    expect(last.accountId).toBe(second);

    const switched = await identity.call(
      'POST',
      '/v1/auth/switch',
      { accountId: first },
      { token: last.token },
    );
    expect(switched.body).toMatchObject({
      account: { id: first },
      memberships: [{ accountId: first }, { accountId: second }],
    });
    expect((await signIn(identity, email)).accountId).toBe(first);
    await identity.call('POST', '/v1/auth/logout', undefined, { token: switched.body.accessToken });
    expect((await me(last)).body.code).toBe('auth.session_ended');
  });

  it('throttles guessing at one account and says when to come back', async () => {
    const owner = await newOwner(identity);
    for (let attempt = 0; attempt < 10; attempt++) await login(owner.email, 'a wrong guess');
    const blocked = await login(owner.email, password);
    expect(blocked.body).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0);
    const stranger = freshEmail('unknown');
    for (let attempt = 0; attempt < 10; attempt++) await login(stranger, 'a wrong guess');
    expect((await login(stranger, 'a wrong guess')).status).toBe(429);
    expect(await identity.redis.client.keys(`*${owner.email}*`)).toEqual([]);
  });
});

describe('refreshing', () => {
  it('rotates; a repeat within ten seconds gets a sibling, a later one ends the family', async () => {
    const owner = await newOwner(identity);
    const next = await refresh(owner.refreshToken);
    expect(next.status).toBe(200);
    const sibling = await refresh(owner.refreshToken);
    expect(sibling.status).toBe(200);
    expect(sibling.body.refreshToken).not.toBe(next.body.refreshToken);

    await laterBy(11);
    expect((await refresh(owner.refreshToken)).body).toMatchObject({
      status: 401,
      code: 'auth.session_ended',
    });
    await identity.database.setNow(undefined);
    for (const token of [next.body.refreshToken, sibling.body.refreshToken]) {
      expect((await refresh(token)).body.code).toBe('auth.session_ended');
    }
    expect((await me(signedIn(next.body))).body.code).toBe('auth.session_ended');
  });

  it('takes nothing that it has not given', async () => {
    const owner = await newOwner(identity);
    for (const token of ['x', 'A'.repeat(43), owner.token]) {
      expect((await refresh(token.slice(0, 200))).body.code).toBe('auth.session_ended');
    }
    expect((await identity.call('POST', '/v1/auth/refresh', { refreshToken: { $ne: '' } })).status).toBe(400);
  });

  it('ends after thirty days without use', async () => {
    const owner = await newOwner(identity);
    await laterBy(30 * 86_400 - 60);
    const late = await refresh(owner.refreshToken);
    expect(late.status).toBe(200);
    await laterBy(60 * 86_400);
    expect((await refresh(late.body.refreshToken)).body.code).toBe('auth.session_ended');
  });

  it('refuses forged and foreign tokens', async () => {
    const owner = await newOwner(identity);
    const [head, , signature] = owner.token.split('.');
    const claims = Buffer.from(
      JSON.stringify({ sub: owner.userId, account: owner.accountId, role: 'owner' }),
    );
    const forged = `${head}.${claims.toString('base64url')}.${signature}`;
    expect((await me({ token: forged })).body).toMatchObject({ status: 401, code: 'auth.token_invalid' });
    expect((await identity.call('GET', '/v1/me')).body.code).toBe('auth.required');
  });
});

describe('signing out and passwords', () => {
  it('signs out here, and everywhere', async () => {
    const { email } = await newOwner(identity);
    const [one, two, three] = [
      await signIn(identity, email),
      await signIn(identity, email),
      await signIn(identity, email),
    ];
    expect((await identity.call('POST', '/v1/auth/logout', undefined, { token: one.token })).status).toBe(
      204,
    );
    expect((await me(one)).body).toMatchObject({ status: 401, code: 'auth.session_ended' });
    expect((await me(two)).status).toBe(200);
    await identity.call('POST', '/v1/auth/logout-all', undefined, { token: two.token });
    for (const ended of [two, three]) expect((await me(ended)).body.code).toBe('auth.session_ended');
    expect((await refresh(three.refreshToken)).body.code).toBe('auth.session_ended');
  });

  it('a password change keeps only the calling session, in every account', async () => {
    const email = freshEmail('changing');
    await newAccount(identity, email);
    const second = await newAccount(identity, email, 'Second');
    const [calling, other] = [await signIn(identity, email), await signIn(identity, email, second)];
    const change = (currentPassword: string) =>
      identity.call(
        'POST',
        '/v1/me/password',
        { currentPassword, newPassword: 'a new passphrase' },
        { token: calling.token },
      );
    expect((await change('wrong')).body.code).toBe('auth.invalid_credentials');
    expect((await change(password)).status).toBe(204);
    expect((await me(calling)).status).toBe(200);
    expect((await me(other)).body.code).toBe('auth.session_ended');
    expect((await login(email, password)).status).toBe(401);
    expect((await login(email, 'a new passphrase')).status).toBe(200);
  });

  it('a forgotten password is set by a link of one hour, once, and ends all sessions', async () => {
    const owner = await newOwner(identity);
    const forgot = (email: string) => identity.call('POST', '/v1/auth/password/forgot', { email });
    const answers = [await forgot(owner.email), await forgot(freshEmail('nobody'))];
    expect(answers.map(({ status, body }) => ({ status, body }))).toEqual([{ status: 204 }, { status: 204 }]);
    const mail = await identity.mails.next(owner.email);
    expect(mail.subject).toBe('Set a new password');
    const reset = () =>
      identity.call('POST', '/v1/auth/password/reset', { token: mail.token, password: 'freshly chosen one' });

    await laterBy(3_601);
    expect((await reset()).body.code).toBe('invitation.expired');
    await identity.database.setNow(undefined);
    expect((await Promise.all([reset(), reset()])).map(({ status }) => status).sort()).toEqual([204, 410]);
    expect((await me(owner)).body.code).toBe('auth.session_ended');
    expect((await login(owner.email, 'freshly chosen one')).status).toBe(200);
  });

  it('name and language are the person’s: every account shows them, no token is outdated', async () => {
    const published = await identity.broker.consume(['identity.members.v1']);
    const owner = await newOwner(identity, 'Host');
    const agent = await newMember(identity, owner);
    const elsewhere = await newAccount(identity, agent.email, 'Own');
    const edited = await identity.call(
      'PATCH',
      '/v1/me',
      { displayName: 'New Name', language: 'ZH-hans' },
      { token: agent.token },
    );
    expect(edited.body.user).toMatchObject({ displayName: 'New Name', language: 'zh-Hans' });
    expect((await me(agent)).status).toBe(200);
    for (const accountId of [owner.accountId, elsewhere]) {
      const state = await published.waitFor(
        (one) =>
          one.key.startsWith(accountId) && (one.value as { displayName: string }).displayName === 'New Name',
      );
      expect(state.value).toMatchObject({ language: 'zh-Hans' });
    }
    expect(
      (await identity.call('PATCH', '/v1/me', { email: 'new@example.com' }, { token: agent.token })).status,
    ).toBe(400);
  });
});
