import {
  agentLoadState,
  agentLoadTopic,
  agentProfileState,
  apiKeyState,
  dlqOf,
  memberState,
  membersTopic,
  shopState,
  type EventDefinition,
} from '@switchboard/contracts';
import { newApiKey } from '@switchboard/http';
import { until, type Collected } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { startTeamSuite, type TeamSuite } from './team-suite.js';

let suite: TeamSuite;
let deadLetters: Collected;
beforeAll(async () => {
  suite = await startTeamSuite();
  deadLetters = await suite.broker.consume([membersTopic, agentLoadTopic].map((topic) => dlqOf(topic).name));
});
afterAll(() => suite.close());

const system = { kind: 'system', id: null } as const;
const occurredAt = '2026-11-22T10:00:00.000Z';
const rowsOf = (accountId: string) =>
  suite.database.query<{ shop_id: string; user_id: string; nickname: string; accept_chats: boolean }>(
    'select * from agent where account_id = $1',
    [accountId],
  );
/** Everything sent before with this key is processed once an unreadable record is a dead letter. */
const settled = async (definition: EventDefinition, key: string) => {
  const mark = uuid();
  await suite.broker.produce(definition.topic.name, [{ key, value: mark }]);
  await deadLetters.waitFor(({ value }) => value === mark);
};

describe('agents begin', () => {
  it.each([
    ['the member first', true],
    ['the shop first', false],
  ])('where member and shop are known, %s', async (_, memberFirst) => {
    const account = { accountId: uuid() };
    const shop = suite.shop(account);
    const member = suite.member(account, { shopAccess: [shop.shopId] });
    const publishes = [() => suite.publish(memberState, member), () => suite.publish(shopState, shop)];
    for (const publish of memberFirst ? publishes : publishes.reverse()) await publish();
    await suite.agentRow(shop.shopId, member.userId);
  });

  it('in every shop of the account, later ones too, once each, whatever comes together', async () => {
    const account = { accountId: uuid() };
    const shops = Array.from({ length: 6 }, () => suite.shop(account));
    const members = Array.from({ length: 6 }, () => suite.member(account));
    await Promise.all([
      ...shops.map((shop) => suite.publish(shopState, shop)),
      ...members.map((member) => suite.publish(memberState, member)),
      ...shops.map((shop) => suite.publish(shopState, shop)),
      ...members.map((member) => suite.publish(memberState, member)),
    ]);
    await until(async () => (await rowsOf(account.accountId)).length === 36, {
      describe: '6 members in 6 shops',
    });
    const events = await suite.database.query<{ times: number }>(
      `select count(*)::int as times from outbox where type = $1 and headers->>'accountid' = $2 group by key`,
      [agentProfileState.ceType, account.accountId],
    );
    expect(events.map(({ times }) => times)).toEqual(Array(36).fill(1));
  });

  it('with accepting on for owner and agents, off for admins, and a name that needs no review', async () => {
    const { accountId } = await suite.seller([
      { displayName: 'Ana' },
      { displayName: 'Bea', role: 'admin' },
      { displayName: 'Official Support' },
    ]);
    const rows = await rowsOf(accountId);
    expect(rows.map(({ nickname, accept_chats }) => [nickname, accept_chats]).sort()).toEqual([
      [expect.stringMatching(/^Agent \d{4}$/), true],
      ['Ana', true],
      ['Bea', false],
      ['Olga Owner', true],
    ]);
  });

  it('not for deactivated members, before they are active again', async () => {
    const seller = await suite.seller([{ status: 'deactivated' }]);
    const member = seller.members[0]!;
    await settled(memberState, `${seller.accountId}:${member.userId}`);
    expect((await rowsOf(seller.accountId)).some(({ user_id }) => user_id === member.userId)).toBe(false);
    await suite.publish(memberState, { ...member, status: 'active', version: 2, accessVersion: 2 });
    await suite.agentRow(seller.shopId, member.userId);
  });

  it('keep what they had through a deactivation, a changed role and a return', async () => {
    const seller = await suite.seller([{ displayName: 'Ana' }]);
    const ana = seller.members[0]!;
    const path = `/v1/shops/${seller.shopId}/agents/${ana.userId}`;
    await suite.call('PATCH', path, { by: seller.owner, json: { nickname: 'Anita', maxCapacity: 3 } });
    await suite.publish(memberState, { ...ana, status: 'deactivated', version: 2, accessVersion: 2 });
    await suite.publish(memberState, {
      ...ana,
      role: 'admin',
      displayName: 'Ana X',
      version: 3,
      accessVersion: 3,
    });
    const found = await until(async () => {
      const { body } = await suite.call('GET', path, { by: seller.owner });
      return body.role === 'admin' && body;
    });
    expect(found).toMatchObject({ nickname: 'Anita', maxCapacity: 3, acceptChats: true, status: 'active' });
  });
});

describe('older, repeated and foreign states', () => {
  it('change nothing', async () => {
    const seller = await suite.seller([
      { displayName: 'Ana', email: 'new@example.com', version: 5, accessVersion: 5 },
    ]);
    const ana = seller.members[0]!;
    await suite.publish(memberState, { ...ana, email: 'old@example.com', version: 4 });
    await suite.publish(memberState, { ...ana, email: 'same@example.com', version: 5 });
    await settled(memberState, `${seller.accountId}:${ana.userId}`);
    const { body } = await suite.call('GET', `/v1/shops/${seller.shopId}/agents/${ana.userId}`, {
      by: seller.owner,
    });
    expect(body).toMatchObject({ email: 'new@example.com', version: 1 });
  });

  it('a load comes before its agent, and an older one does not win', async () => {
    const account = { accountId: uuid() };
    const shop = suite.shop(account);
    const owner = suite.member(account, { role: 'owner' });
    const load = { ...account, shopId: shop.shopId, userId: owner.userId, actor: system, occurredAt };
    await suite.publish(agentLoadState, { ...load, openChats: 9, presence: 'online', version: 9 });
    await suite.publish(agentLoadState, { ...load, openChats: 1, presence: 'offline', version: 8 });
    await suite.tell(shop, owner);
    await suite.agentRow(shop.shopId, owner.userId);
    await settled(agentLoadState, `${shop.shopId}:${owner.userId}`);
    const { body } = await suite.call('GET', `/v1/shops/${shop.shopId}/agents/me`, { by: owner });
    expect(body).toMatchObject({ openChats: 9, presence: 'online' });
  });

  it('a shop that the access guard asked identity for first gets its settings and agents all the same', async () => {
    const account = { accountId: uuid() };
    const shop = suite.shop(account);
    const owner = suite.member(account, { role: 'owner' });
    await suite.database.query(
      `insert into access_shop (shop_id, account_id, status, version) values ($1, $2, 'active', $3)`,
      [shop.shopId, shop.accountId, shop.version],
    );
    await suite.publish(memberState, owner);
    await suite.publish(shopState, shop);
    await suite.agentRow(shop.shopId, owner.userId);
    // The agent needs the member and the known shop only: the shop's event may still be on its way.
    const settings = () =>
      suite.database.query('select 1 from shop_settings where shop_id = $1', [shop.shopId]);
    await until(async () => (await settings()).length === 1, { describe: "the shop's settings" });
  });

  it('a shop does not move to another account', async () => {
    const seller = await suite.seller();
    const thief = { accountId: uuid() };
    await suite.publish(shopState, { ...seller.shop, ...thief, version: 99 });
    await suite.publish(shopState, { ...seller.shop, name: 'Renamed', version: 2 });
    await until(
      async () =>
        (
          await suite.database.query('select 1 from access_shop where shop_id = $1 and version = 2', [
            seller.shopId,
          ])
        ).length,
    );
    expect(
      (await suite.call('GET', `/v1/shops/${seller.shopId}/agents/me`, { by: seller.owner })).status,
    ).toBe(200);
  });
});

describe('what cannot be processed', () => {
  it.each([
    ['no JSON', {}, 'not json', 'event.invalid'],
    ['a later version', { ce_type: 'identity.member.v9' }, '{}', 'event.unknown_version'],
    ['a wrong type', {}, JSON.stringify({ accountId: { $ne: 1 } }), 'event.invalid'],
  ])('%s is a dead letter and blocks nothing', async (_, headers, value, reason) => {
    const account = { accountId: uuid() };
    const good = {
      ce_id: uuid(),
      ce_type: memberState.ceType,
      ce_source: '/switchboard/identity',
      ce_time: occurredAt,
      accountid: account.accountId,
    };
    const key = `${account.accountId}:${uuid()}`;
    await suite.broker.produce(membersTopic.name, [{ key, value, headers: { ...good, ...headers } }]);
    const letter = await deadLetters.waitFor((message) => message.key === key);
    expect(JSON.stringify(letter.headers)).toContain(reason);
    const next = suite.member(account);
    await suite.publish(memberState, next);
    const found = () => suite.database.query('select 1 from access_member where user_id = $1', [next.userId]);
    await until(async () => (await found()).length > 0);
  });
});

it('keys are known from their events, and none opens the team page', async () => {
  const { accountId, shopId } = await suite.seller();
  const keyId = uuid();
  const { key, hash } = newApiKey(keyId);
  const state = { keyId, accountId, hash, shopAccess: 'all', scopes: ['chats:read' as const] } as const;
  const event = { ...state, scopes: [...state.scopes], expiresAt: null, actor: system, occurredAt };
  const read = async () =>
    (await suite.call('GET', `/v1/shops/${shopId}/agents`, { authorization: `Bearer ${key}` })).body.code;
  expect(await read()).toBe('auth.token_invalid');
  await suite.publish(apiKeyState, { ...event, revoked: false, version: 1 });
  await until(async () => (await read()) === 'permission.denied');
  const over = new Date().toISOString();
  await suite.publish(apiKeyState, { ...event, revoked: false, expiresAt: over, version: 2 });
  await until(async () => (await read()) === 'auth.token_invalid');
  await suite.publish(apiKeyState, { ...event, revoked: false, version: 3 });
  await until(async () => (await read()) === 'permission.denied');
  await suite.publish(apiKeyState, { ...event, revoked: true, version: 4 });
  await until(async () => (await read()) === 'auth.token_invalid');
});
