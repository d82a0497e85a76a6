import { jest } from '@jest/globals';
import { PasswordHasher } from '../src/people/password-hasher.js';
import { startIdentitySuite, type IdentitySuite } from './identity-suite.js';
import { freshEmail, newAccount, newOwner, password, signIn } from './people.js';

// Real: PostgreSQL, Redis, Kafka, SMTP. Stub: routing.
let identity: IdentitySuite;
beforeAll(async () => (identity = await startIdentitySuite()));
afterAll(() => identity.close());

const request = (email: string, more: Record<string, unknown> = {}) => ({
  accountName: 'Acme',
  shopName: 'Acme Shop',
  email,
  password,
  displayName: 'Olga',
  language: 'en',
  ...more,
});

describe('signing up', () => {
  it('makes account, owner and shop when the link is used, and publishes them then and not before', async () => {
    const published = await identity.broker.consume(['identity.members.v1', 'identity.shops.v1']);
    const email = freshEmail('seller');
    const created = await identity.call('POST', '/v1/accounts', request(email));
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ name: 'Acme', status: 'unverified' });
    expect((await identity.call('POST', '/v1/auth/login', { email, password })).body).toMatchObject({
      status: 403,
      code: 'account.unverified',
    });
    const accountId = created.body.id as string;
    expect(
      await identity.database.query('select 1 from outbox where key like $1', [`${accountId}%`]),
    ).toEqual([]);

    const { token } = await identity.mails.next(email);
    const verified = await identity.call('POST', '/v1/auth/email/verify', { token });
    expect(verified).toMatchObject({
      status: 200,
      body: { account: { id: accountId, name: 'Acme' }, needsPassword: false },
    });
    const member = await published.waitFor((one) => one.key.startsWith(accountId));
    expect(member.value).toMatchObject({
      email,
      role: 'owner',
      status: 'active',
      shopAccess: 'all',
      version: 1,
    });
    await published.waitFor(
      (one) =>
        (one.value as { accountId: string }).accountId === accountId && 'shopId' in (one.value as object),
    );

    const owner = await signIn(identity, email);
    const me = await identity.call('GET', '/v1/me', undefined, { token: owner.token });
    expect(me.body).toMatchObject({
      account: { name: 'Acme' },
      user: { role: 'owner', displayName: 'Olga', status: 'active' },
    });
    const again = await identity.call('POST', '/v1/auth/email/verify', { token });
    expect(again.body).toMatchObject({ status: 410, code: 'invitation.used' });
  });

  it('answers a known address as an unknown one; the mail asks to confirm, and the password stays', async () => {
    const email = freshEmail('known');
    await newAccount(identity, email, 'First');
    const known = await identity.call(
      'POST',
      '/v1/accounts',
      request(email.toUpperCase(), { accountName: 'Second', password: 'another password' }),
    );
    const unknown = await identity.call('POST', '/v1/accounts', request(freshEmail()));
    expect(known.status).toBe(unknown.status);
    expect(Object.keys(known.body)).toEqual(Object.keys(unknown.body));
    const mail = await identity.mails.next(email);
    expect(mail.subject).toBe('Confirm the new account Second');
    await identity.call('POST', '/v1/auth/email/verify', { token: mail.token });
    const refused = await identity.call('POST', '/v1/auth/login', { email, password: 'another password' });
    expect(refused.body.code).toBe('auth.invalid_credentials');
    const { body } = await identity.call('POST', '/v1/auth/login', { email, password });
    expect(body.memberships.map((one: { accountName: string }) => one.accountName)).toEqual([
      'First',
      'Second',
    ]);
  });

  it('does not tell by a sign-in with the password just typed whether the address is known', async () => {
    const known = freshEmail('known');
    await newAccount(identity, known, 'First');
    const typed = 'typed by a stranger';
    const verify = jest.spyOn(identity.app.get(PasswordHasher, { strict: false }), 'verify');
    const answers = [];
    for (const email of [known, freshEmail('unknown')]) {
      await identity.call('POST', '/v1/accounts', request(email, { password: typed }));
      verify.mockClear();
      const right = await identity.call('POST', '/v1/auth/login', { email, password: typed });
      const wrong = await identity.call('POST', '/v1/auth/login', { email, password: 'something else' });
      answers.push([right.body.code, wrong.body.code, verify.mock.calls.length]);
    }
    verify.mockRestore();
    expect(answers[0]).toEqual(['account.unverified', 'auth.invalid_credentials', 4]);
    expect(answers[1]).toEqual(answers[0]);
    await signIn(identity, known);
  });

  it('an address cannot be squatted: a later sign-up discards the password of an unverified one', async () => {
    const email = freshEmail('victim');
    await identity.call(
      'POST',
      '/v1/accounts',
      request(email, { accountName: 'Squatter', password: 'the squatter knows it' }),
    );
    const squatted = await identity.mails.next(email);
    await identity.call('POST', '/v1/accounts', request(email, { accountName: 'Rightful' }));
    const rightful = await identity.mails.next(email);

    const verified = await identity.call('POST', '/v1/auth/email/verify', { token: rightful.token });
    expect(verified.body.needsPassword).toBe(false);
    // Even the squatter's link, clicked by mistake, brings no password of theirs back.
    await identity.call('POST', '/v1/auth/email/verify', { token: squatted.token });
    const refused = await identity.call('POST', '/v1/auth/login', {
      email,
      password: 'the squatter knows it',
    });
    expect(refused.body.code).toBe('auth.invalid_credentials');
    await signIn(identity, email);
  });

  it('an invitation discards it too; the link then brings a mail to set one', async () => {
    const owner = await newOwner(identity);
    const email = freshEmail('both');
    await identity.call(
      'POST',
      '/v1/accounts',
      request(email, { accountName: 'Mine', password: 'typed before proof' }),
    );
    const signUp = await identity.mails.next(email);
    await identity.call(
      'POST',
      '/v1/users',
      { email, role: 'agent', language: 'en' },
      { token: owner.token },
    );
    await identity.mails.next(email);
    const verified = await identity.call('POST', '/v1/auth/email/verify', { token: signUp.token });
    expect(verified.body.needsPassword).toBe(true);
    const reset = await identity.mails.next(email);
    await identity.call('POST', '/v1/auth/password/reset', { token: reset.token, password });
    expect((await signIn(identity, email)).email).toBe(email);
  });

  it('resends: a new link, the old one dead; nothing at all for an unknown address', async () => {
    const email = freshEmail('again');
    await identity.call('POST', '/v1/accounts', request(email));
    const first = await identity.mails.next(email);
    expect((await identity.call('POST', '/v1/auth/email/resend', { email })).status).toBe(204);
    expect((await identity.call('POST', '/v1/auth/email/resend', { email: freshEmail() })).status).toBe(204);
    const second = await identity.mails.next(email);
    expect((await identity.call('POST', '/v1/auth/email/verify', { token: first.token })).status).toBe(404);
    expect((await identity.call('POST', '/v1/auth/email/verify', { token: second.token })).status).toBe(200);
  });

  it('answers a repeated Idempotency-Key with the first answer, and makes no second account', async () => {
    const email = freshEmail('twice');
    const signUp = () => identity.call('POST', '/v1/accounts', request(email), { key: email });
    expect((await signUp()).body).toEqual((await signUp()).body);
    expect(await identity.database.query('select 1 from sign_up where email = $1', [email])).toHaveLength(1);
  });

  it('refuses bad input, everything at once', async () => {
    const { status, body } = await identity.call('POST', '/v1/accounts', {
      accountName: { $ne: 1 },
      shopName: 'a\nb',
      email: 'no address',
      password: 'short',
      displayName: '   ',
      language: '!!',
      extra: true,
    });
    expect(status).toBe(400);
    expect(body.code).toBe('request.invalid');
    const paths = body.errors.map((error: { path: string }) => error.path).sort();
    expect(paths).toEqual([
      'accountName',
      'displayName',
      'email',
      'extra',
      'language',
      'password',
      'shopName',
    ]);
  });

  it('judges names and the address by the rules of libs/text, with the reason in words', async () => {
    const names = { accountName: '\u200B', shopName: 'Toys\u202Emoc.live', displayName: '\uFE0F' };
    const email = `${freshEmail()}\u200B`;
    const { body } = await identity.call('POST', '/v1/accounts', request(email, names));
    expect(body.code).toBe('request.invalid');
    expect(body.errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: 'accountName', message: expect.stringContaining('U+200B') }),
        expect.objectContaining({ path: 'shopName', message: expect.stringContaining('direction') }),
        expect.objectContaining({ path: 'displayName', message: expect.stringContaining('U+FE0F') }),
        expect.objectContaining({ path: 'email', code: 'email.unsupported' }),
      ]),
    );
    for (const one of [
      '"a b"@b.example',
      'a@127.0.0.1',
      'a@example.com.',
      'a@localhost',
      'jos\u00e9@b.example',
    ]) {
      const alone = await identity.call('POST', '/v1/accounts', request(one));
      expect(alone).toMatchObject({ status: 400, body: { code: 'email.unsupported' } });
    }
  });

  it('stores names without blanks and marks of direction at their ends', async () => {
    const answer = await identity.call(
      'POST',
      '/v1/accounts',
      request(freshEmail(), { accountName: ' \u202AAcme\u202C ' }),
    );
    expect(answer).toMatchObject({ status: 201, body: { name: 'Acme' } });
  });
});
