import { auditEntry, encodeEvent } from '@switchboard/contracts';
import { Outbox } from '@switchboard/messaging';
import { until } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';

import { ApiKeyStore } from '../src/api-keys/api-key-store.js';
import { PlatformKeys } from '../src/api-keys/platform-keys.js';
import { Housekeeping } from '../src/housekeeping/housekeeping.js';
import { TransactionRunner } from '@switchboard/persistence';
import { MemberStateSource } from '../src/users/member-state.source.js';
import { startIdentitySuite, type IdentitySuite } from './identity-suite.js';
import { freshEmail, invite, newMember, newOwner, password, type SignedIn } from './people.js';

// Real: PostgreSQL, Redis, Kafka, SMTP. Stub: routing.
let identity: IdentitySuite;
let owner: SignedIn;
beforeAll(async () => {
  identity = await startIdentitySuite();
  owner = await newOwner(identity);
});
afterEach(() => identity.database.setNow(undefined));
afterAll(() => identity.close());

const part = <T>(type: abstract new (...args: never[]) => T): T => identity.app.get(type, { strict: false });

describe('the audit trail of other services', () => {
  const entryOf = (accountId: string, nickname: string) =>
    encodeEvent(
      auditEntry,
      {
        accountId,
        shopId: null,
        actor: { kind: 'system', id: null },
        action: 'agent.updated',
        target: { kind: 'agent', id: owner.userId },
        before: { nickname: 'Olga' },
        after: { nickname },
        occurredAt: new Date().toISOString(),
      },
      { id: uuid(), source: 'team', time: new Date().toISOString(), accountId },
    );
  const publish = (events: Array<ReturnType<typeof entryOf>>) =>
    identity.broker.produce(
      'audit.entries.v1',
      events.map(({ key, headers, data }) => ({ key, headers, value: data })),
    );
  const read = async () =>
    (await identity.call('GET', '/v1/audit-log?action=agent.updated', undefined, { token: owner.token })).body
      .items;

  it('is kept once, however often it comes; what is no entry goes to the dead letters and blocks nothing', async () => {
    const dead = await identity.broker.consume(['audit.entries.v1.dlq']);
    const twice = entryOf(owner.accountId, 'Twice');
    const foreign = entryOf(uuid(), 'Foreign');
    await identity.broker.produce('audit.entries.v1', [
      { key: owner.accountId, value: 'garbage', headers: twice.headers },
    ]);
    await publish([twice, twice, foreign, entryOf(owner.accountId, 'Last')]);
    const items = await until(async () => {
      const found = await read();
      return found.length >= 2 && found;
    });
    expect(items.map((entry: { after: { nickname: string } }) => entry.after.nickname).sort()).toEqual([
      'Last',
      'Twice',
    ]);
    expect(items[0]).toMatchObject({ actor: 'system', target: { kind: 'agent', id: owner.userId } });
    await dead.waitFor((message) => message.key === owner.accountId);
  });
});

describe('housekeeping', () => {
  const signUp = (email: string) =>
    identity.call('POST', '/v1/accounts', {
      accountName: 'A',
      shopName: 'S',
      email,
      password,
      displayName: 'O',
      language: 'en',
    });
  const waiting = async (email: string) =>
    (await identity.database.query('select 1 from sign_up where email = $1', [email])).length;

  it('removes an unverified account after 120 hours, with its link, and nothing else of that person', async () => {
    const email = freshEmail('late');
    await signUp(email);
    const { token } = await identity.mails.next(email);
    const invited = await invite(identity, owner, { email });
    await identity.database.setNow(new Date(Date.now() + 119 * 3_600_000));
    await part(Housekeeping).clean();
    expect(await waiting(email)).toBe(1);
    await identity.database.setNow(new Date(Date.now() + 121 * 3_600_000));
    expect((await identity.call('POST', '/v1/auth/login', { email, password })).body.code).toBe(
      'auth.invalid_credentials',
    );
    await part(Housekeeping).clean();
    expect(await waiting(email)).toBe(0);
    expect((await identity.call('POST', '/v1/auth/email/verify', { token })).status).toBe(404);
    const row = await identity.call('GET', `/v1/users/${invited.id}`, undefined, { token: owner.token });
    expect([row.status, row.body.status]).not.toContain('deleted');
  });

  it('keeps the audit trail 400 days', async () => {
    const count = async () =>
      Number((await identity.database.query<{ n: string }>('select count(*) n from audit_entry'))[0]!.n);
    const before = await count();
    await identity.database.setNow(new Date(Date.now() + 399 * 86_400_000));
    await part(Housekeeping).clean();
    expect(await count()).toBe(before);
    await identity.database.setNow(new Date(Date.now() + 401 * 86_400_000));
    await part(Housekeeping).clean();
    expect(await count()).toBe(0);
  });
});

describe('publishing again', () => {
  it('repeats every state unchanged, and pending members never', async () => {
    const seller = await newOwner(identity, 'Again');
    const gone = await newMember(identity, seller);
    await identity.call('DELETE', `/v1/users/${gone.userId}`, undefined, { token: seller.token });
    const pending = await invite(identity, seller);
    const published = await identity.broker.consume(['identity.members.v1', 'identity.shops.v1']);
    const statesOf = (id: string) => published.messages.filter(({ key }) => key.endsWith(id));
    const before = await until(() => statesOf(gone.userId)[1]);
    const source = part(MemberStateSource);
    const pages = await part(TransactionRunner).run(async (tx) => {
      const first = await source.appendPage(tx, undefined, 1);
      return [first, await source.appendPage(tx, first, 500)];
    });
    expect(pages).toEqual([expect.any(String), undefined]);
    const again = await until(() => statesOf(gone.userId)[2]);
    const { actor: _a, occurredAt: _t, ...state } = again.value as Record<string, unknown>;
    expect(before.value).toMatchObject(state);
    expect(state).toMatchObject({ status: 'deleted', email: null });
    await until(() => statesOf(seller.userId).length === 2);
    expect(statesOf(pending.id)).toEqual([]);
  });
});

describe('platform keys', () => {
  it('belong to no account, are published so, and no account sees or revokes them', async () => {
    const seller = await newOwner(identity, 'Seller');
    const published = await identity.broker.consume(['identity.api-keys.v1']);
    const keys = new PlatformKeys(part(TransactionRunner), new ApiKeyStore(part(Outbox)));
    const { key, row } = await keys.create('reviews', ['reviews:read', 'reviews:write']);
    const state = await published.waitFor((message) => message.key === row.key_id);
    expect(state.value).toMatchObject({ accountId: null, shopAccess: 'all', revoked: false });
    const revoked = await identity.call('DELETE', `/v1/api-keys/${row.key_id}`, undefined, {
      token: seller.token,
    });
    expect(revoked.status).toBe(404);
    expect((await identity.call('GET', '/v1/me', undefined, { token: key })).body).toMatchObject({
      status: 403,
    });
    expect(await keys.revoke(row.key_id)).toBe(true);
    expect(await keys.revoke(row.key_id)).toBe(false);
    expect((await identity.call('GET', '/v1/me', undefined, { token: key })).status).toBe(401);
  });
});

describe('tenancy below the code', () => {
  it('no row can point into another account', async () => {
    const owner = await newOwner(identity);
    const stranger = await newOwner(identity, 'Stranger');
    const [shop] = await identity.database.query<{ shop_id: string }>(
      'select shop_id from shop where account_id = $1',
      [stranger.accountId],
    );
    const into = (table: string, values: unknown[]) =>
      identity.database.query(`insert into ${table} values ($1, $2, $3)`, values);
    await expect(into('membership_shop', [owner.accountId, owner.userId, shop!.shop_id])).rejects.toThrow(
      'foreign key',
    );
    await expect(into('membership_shop', [stranger.accountId, owner.userId, shop!.shop_id])).rejects.toThrow(
      'foreign key',
    );
    const session =
      'insert into session (session_id, account_id, user_id, person_id) select $1, $2, $3, person_id from membership where user_id = $4';
    await expect(
      identity.database.query(session, [uuid(), owner.accountId, owner.userId, stranger.userId]),
    ).rejects.toThrow('foreign key');
  });
});
