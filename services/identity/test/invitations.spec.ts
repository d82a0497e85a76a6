import { startIdentitySuite, type IdentitySuite } from './identity-suite.js';
import { freshEmail, invite, newMember, newOwner, password, signIn, type SignedIn } from './people.js';

// Real: PostgreSQL, Redis, Kafka, SMTP. Stub: routing.
let identity: IdentitySuite;
let owner: SignedIn;
beforeAll(async () => {
  identity = await startIdentitySuite();
  owner = await newOwner(identity, 'Café "Luna" & Söhne');
});
afterEach(() => identity.database.setNow(undefined));
afterAll(() => identity.close());

const activate = (token: string, more: object = { password, displayName: 'Ada' }) =>
  identity.call('POST', '/v1/invitations/activate', { token, ...more });
const lookup = (token: string) => identity.call('POST', '/v1/invitations/lookup', { token });
const list = async (name: string, as = owner) =>
  (await identity.call('GET', `/v1/users?list=${name}&limit=100`, undefined, { token: as.token })).body
    .items as Array<{
    id: string;
    status: string;
    displayName: string | null;
  }>;

describe('inviting', () => {
  it('mails in the invited language, shows the invited list, then the added one, and publishes on activation', async () => {
    const published = await identity.broker.consume(['identity.members.v1']);
    const email = freshEmail('sofia');
    const invited = await identity.call(
      'POST',
      '/v1/users',
      { email, role: 'agent', language: 'es-MX', advanced: true },
      { token: owner.token },
    );
    expect(invited).toMatchObject({
      status: 201,
      body: {
        email,
        role: 'agent',
        advanced: true,
        shopAccess: 'all',
        status: 'pending',
        language: 'es-MX',
        displayName: null,
      },
    });
    const mail = await identity.mails.next(email);
    expect(mail.subject).toBe('Café "Luna" & Söhne le invita a Switchboard');
    expect(mail.text).toContain('https://switchboard.example/activate#token=');
    expect(mail.html).toContain('Café &quot;Luna&quot; &amp; Söhne');
    expect(await list('invited')).toContainEqual(
      expect.objectContaining({ id: invited.body.id, status: 'pending' }),
    );
    expect(await list('added')).not.toContainEqual(expect.objectContaining({ id: invited.body.id }));

    // Mail scanners look first: looking uses nothing up.
    await lookup(mail.token);
    expect((await lookup(mail.token)).body).toEqual({
      accountName: 'Café "Luna" & Söhne',
      email,
      role: 'agent',
      language: 'es-MX',
      needsPassword: true,
      expiresAt: invited.body.expiresAt,
    });
    const activated = await activate(mail.token, { password, displayName: 'Sofía' });
    expect(activated).toMatchObject({
      status: 200,
      body: { user: { id: invited.body.id, displayName: 'Sofía', language: 'es-MX' } },
    });
    expect(await list('invited')).not.toContainEqual(expect.objectContaining({ id: invited.body.id }));
    expect(await list('added')).toContainEqual(
      expect.objectContaining({ id: invited.body.id, status: 'active' }),
    );
    const state = await published.waitFor((one) => one.key === `${owner.accountId}:${invited.body.id}`);
    expect(state.value).toMatchObject({
      status: 'active',
      displayName: 'Sofía',
      advanced: true,
      language: 'es-MX',
    });
    const me = await identity.call('GET', '/v1/me', undefined, { token: activated.body.accessToken });
    expect(me.status).toBe(200);
  });

  it('is valid up to 120 hours after the call and not a millisecond longer', async () => {
    const first = await invite(identity, owner);
    const { expiresAt } = (await lookup(first.token)).body;
    await identity.database.setNow(new Date(Date.parse(expiresAt) - 1));
    expect((await lookup(first.token)).status).toBe(200);
    await identity.database.setNow(new Date(Date.parse(expiresAt) + 1));
    expect((await lookup(first.token)).body).toMatchObject({ status: 410, code: 'invitation.expired' });
    expect((await activate(first.token)).body).toMatchObject({ status: 410, code: 'invitation.expired' });
    expect(await list('invited')).toContainEqual(
      expect.objectContaining({ id: first.id, status: 'expired' }),
    );
    const filtered = await identity.call(
      'GET',
      '/v1/users?list=invited&status=pending&limit=100',
      undefined,
      { token: owner.token },
    );
    expect(filtered.body.items).not.toContainEqual(expect.objectContaining({ id: first.id }));

    const hours = 3_600_000;
    const [link] = await identity.database.query<{ created_at: Date; expires_at: Date }>(
      'select created_at, expires_at from link where user_id = $1',
      [first.id],
    );
    expect(link!.expires_at.getTime() - link!.created_at.getTime()).toBeCloseTo(120 * hours, -2);
  });

  it('lets one of two concurrent activations win', async () => {
    const { token } = await invite(identity, owner);
    const answers = await Promise.all([activate(token), activate(token), activate(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410]);
    expect(answers.filter(({ status }) => status === 410).map(({ body }) => body.code)).toEqual([
      'invitation.used',
      'invitation.used',
    ]);
  });

  it('lets one of two concurrent invitations of one address win', async () => {
    const request = { email: freshEmail('raced'), role: 'agent', language: 'en' };
    const once = () => identity.call('POST', '/v1/users', request, { token: owner.token });
    const answers = await Promise.all([once(), once(), once()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it('resend makes a new link and kills the old one; revoke kills it for good', async () => {
    const first = await invite(identity, owner);
    const resent = await identity.call('POST', `/v1/users/${first.id}/invitation/resend`, undefined, {
      token: owner.token,
    });
    expect(resent).toMatchObject({ status: 200, body: { id: first.id, status: 'pending' } });
    expect((await activate(first.token)).status).toBe(404);
    const second = await identity.mails.next(first.email);
    expect((await lookup(second.token)).status).toBe(200);
    const revoked = await identity.call('DELETE', `/v1/users/${first.id}/invitation`, undefined, {
      token: owner.token,
    });
    expect(revoked.status).toBe(204);
    expect((await lookup(second.token)).status).toBe(404);
    expect(await list('invited')).not.toContainEqual(expect.objectContaining({ id: first.id }));
  });

  it('keeps the userId and goes on with the versions when the same person is invited again', async () => {
    const published = await identity.broker.consume(['identity.members.v1']);
    const member = await newMember(identity, owner);
    const request = { email: member.email.toUpperCase(), role: 'admin', language: 'th' };
    const again = () => identity.call('POST', '/v1/users', request, { token: owner.token });
    expect((await again()).body.code).toBe('user.already_member');
    await identity.call('DELETE', `/v1/users/${member.userId}`, undefined, { token: owner.token });
    const gone = await published.waitFor(
      (one) => (one.value as { status: string }).status === 'deleted' && one.key.endsWith(member.userId),
    );
    expect(gone.value).toMatchObject({ email: null, displayName: null, language: null });

    expect((await again()).body).toMatchObject({
      id: member.userId,
      role: 'admin',
      shopAccess: 'all',
      displayName: null,
    });
    expect((await again()).body.code).toBe('user.already_invited');
    const mail = await identity.mails.next(request.email);
    expect((await lookup(mail.token)).body.needsPassword).toBe(false);
    expect((await activate(mail.token, { password })).body).toMatchObject({
      code: 'request.invalid',
      errors: [{ path: 'password' }],
    });
    expect((await activate(mail.token, {})).body).toMatchObject({
      user: { id: member.userId, role: 'admin', displayName: 'Ada Agent' },
    });
    const back = await published.waitFor(
      (one) =>
        one.key.endsWith(member.userId) && (one.value as { role: string; status: string }).role === 'admin',
    );
    expect((back.value as { version: number }).version).toBeGreaterThan(
      (gone.value as { version: number }).version,
    );
  });

  it('asks a new person for password and name, at once, and leaves the link as it was', async () => {
    const { token } = await invite(identity, owner);
    const refused = await activate(token, {});
    expect(refused.body.errors.map((error: { path: string }) => error.path)).toEqual([
      'password',
      'displayName',
    ]);
    expect((await activate(token)).status).toBe(200);
  });

  it('never shows an account how the same person is called elsewhere', async () => {
    const email = freshEmail('shared');
    const elsewhere = await newOwner(identity, 'Elsewhere');
    const { token } = await invite(identity, elsewhere, { email, language: 'vi' });
    await activate(token, { password, displayName: 'Their Name' });
    const here = await invite(identity, owner, { email, language: 'zh' });
    const row = await identity.call('GET', `/v1/users/${here.id}`, undefined, { token: owner.token });
    expect(row.body).toMatchObject({ email, displayName: null, language: 'zh' });
    expect(identity.mails.mails.findLast((mail) => mail.to === email)?.subject).toContain('邀请您加入');
    const both = await activate(here.token, {});
    // The language is the person's; an invitation's serves its mail only.
    expect(both.body).toMatchObject({
      user: { language: 'vi', displayName: 'Their Name' },
      memberships: [{}, {}],
    });
  });

  it('sends again when the mail server comes back', async () => {
    identity.mails.refusing = true;
    const email = freshEmail('later');
    await identity.call(
      'POST',
      '/v1/users',
      { email, role: 'agent', language: 'id' },
      { token: owner.token },
    );
    const failed = 'select last_error from mail_job where attempts > 0 and done_at is null';
    let error: unknown;
    while (!error) error = (await identity.database.query<{ last_error: string }>(failed))[0]?.last_error;
    expect(String(error)).not.toContain(email);
    identity.mails.refusing = false;
    await identity.database.setNow(new Date(Date.now() + 30_000));
    expect((await identity.mails.next(email)).subject).toBe(
      'Café "Luna" & Söhne mengundang Anda ke Switchboard',
    );
  });

  it('keeps only the hash of a link', async () => {
    const { token, email } = await invite(identity, owner);
    const { rows } = {
      rows: await identity.database.query<{ dump: string }>(
        'select (link_token.*)::text as dump from link_token union all select (link.*)::text from link union all select (mail_job.*)::text from mail_job union all select (outbox.*)::text from outbox',
      ),
    };
    expect(rows.some(({ dump }) => dump.includes(token))).toBe(false);
    expect(email).toBeTruthy();
  });

  it('a person whose only account deleted them gets the answer for a wrong password', async () => {
    const member = await newMember(identity, owner);
    await signIn(identity, member.email);
    await identity.call('DELETE', `/v1/users/${member.userId}`, undefined, { token: owner.token });
    const refused = await identity.call('POST', '/v1/auth/login', { email: member.email, password });
    expect(refused.body).toMatchObject({ status: 401, code: 'auth.invalid_credentials' });
  });
});
