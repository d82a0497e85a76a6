import { agentLoadState, type MemberState } from '@switchboard/contracts';
import { until } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { startTeamSuite, type TeamSuite } from './team-suite.js';

let suite: TeamSuite;
beforeAll(async () => {
  suite = await startTeamSuite();
});
afterAll(() => suite.close());
afterEach(() => {
  suite.routing.mood = 'confirms';
});

const agentsOf = (shopId: string) => `/v1/shops/${shopId}/agents`;
const agentOf = (shopId: string, userId: string) => `${agentsOf(shopId)}/${userId}`;

describe('the team page', () => {
  it('lists the active agents by nickname, with what routing tells of them', async () => {
    const seller = await suite.seller([
      { displayName: 'Ana', email: 'ana@example.com' },
      { displayName: 'berta', role: 'admin' },
      { displayName: 'Carl', status: 'deactivated' },
      { displayName: 'Dora', shopAccess: [uuid()] },
    ]);
    const [ana] = seller.members;
    await suite.publish(agentLoadState, {
      accountId: seller.accountId,
      shopId: seller.shopId,
      userId: ana!.userId,
      openChats: 3,
      presence: 'online',
      version: 7,
      actor: { kind: 'system', id: null },
      occurredAt: '2026-11-22T10:00:00.000Z',
    });
    const page = await until(async () => {
      const { body } = await suite.call('GET', agentsOf(seller.shopId), { by: seller.owner });
      return body.items[0]?.openChats === 3 && body;
    });
    expect(page).toMatchObject({
      nextCursor: null,
      items: [
        {
          id: ana!.userId,
          nickname: 'Ana',
          nicknameReview: null,
          avatarHash: null,
          email: 'ana@example.com',
          role: 'agent',
          status: 'active',
          maxCapacity: 200,
          openChats: 3,
          acceptChats: true,
          presence: 'online',
          version: 1,
        },
        { nickname: 'berta', role: 'admin', acceptChats: false, presence: 'offline', openChats: 0 },
        { nickname: 'Olga Owner', role: 'owner', acceptChats: true },
      ],
    });
  });

  it('pages, and finds by nickname and e-mail whatever the case', async () => {
    const names = ['zoe', 'Ali', 'ali', 'Bob%', 'ÉMILE'];
    const seller = await suite.seller(
      names.map((displayName) => ({ displayName, email: `${uuid()}@Shop.example` })),
    );
    const read = async (query: string) =>
      (await suite.call('GET', `${agentsOf(seller.shopId)}?${query}`, { by: seller.owner })).body;
    const found: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await read(`limit=2${cursor && `&cursor=${cursor}`}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      found.push(...page.items.map(({ nickname }: { nickname: string }) => nickname));
      cursor = page.nextCursor;
    }
    expect([...found].sort()).toEqual([...names, 'Olga Owner'].sort());
    const nicknames = async (query: string) =>
      (await read(query)).items.map(({ nickname }: { nickname: string }) => nickname);
    expect(await nicknames('q=ALI')).toHaveLength(2);
    expect(await nicknames('q=%25')).toEqual(['Bob%']);
    expect(await nicknames('q=_')).toEqual([]);
    expect(await nicknames('q=shop.EXAMPLE')).toHaveLength(5);
    expect(await nicknames(`q=${encodeURIComponent('émile')}`)).toEqual(['ÉMILE']);
  });

  it('shows deactivated ones on demand and deleted ones never', async () => {
    const seller = await suite.seller([{ displayName: 'Ana' }, { displayName: 'Bea' }]);
    const [ana, bea] = seller.members;
    await suite.tell({ ...ana!, status: 'deactivated', version: 2, accessVersion: 2 });
    await suite.tell({
      ...bea!,
      status: 'deleted',
      email: null,
      displayName: null,
      language: null,
      version: 2,
    });
    const names = async (status: string) =>
      (
        await suite.call('GET', `${agentsOf(seller.shopId)}?status=${status}`, { by: seller.owner })
      ).body.items.map(({ nickname }: { nickname: string }) => nickname);
    await until(async () => (await names('active')).length === 1);
    expect(await names('deactivated')).toEqual(['Ana']);
    expect((await suite.call('GET', agentOf(seller.shopId, bea!.userId), { by: seller.owner })).status).toBe(
      404,
    );
    const rows = await suite.database.query(
      'select email, display_name from member_profile where user_id = $1',
      [bea!.userId],
    );
    expect(rows).toEqual([{ email: null, display_name: null }]);
    // Kept for a return.
    expect(await suite.agentRow(seller.shopId, bea!.userId)).toMatchObject({ nickname: 'Bea' });
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=abc', 'limit'],
    ['status=pending', 'status'],
    ['cursor=nonsense', 'cursor'],
    ['q[$ne]=1', 'q[$ne]'],
    ['unknown=1', 'unknown'],
  ])('refuses ?%s', async (query, path) => {
    const { owner, shopId } = await suite.seller();
    const { status, body } = await suite.call('GET', `${agentsOf(shopId)}?${query}`, { by: owner });
    expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path });
  });
});

describe('who may', () => {
  const roles = [
    ['owner', {}, true],
    ['admin', { role: 'admin' }, true],
    ['advanced agent', { advanced: true }, true],
    ['agent', {}, false],
  ] as const;

  it.each(roles)('%s', async (name, given, manages) => {
    const seller = await suite.seller([given, { displayName: 'Other' }]);
    const [caller, other] = seller.members;
    const by = name === 'owner' ? seller.owner : caller!;
    const statuses = await Promise.all([
      suite.call('GET', agentsOf(seller.shopId), { by }),
      suite.call('GET', agentOf(seller.shopId, other!.userId), { by }),
      suite.call('PATCH', agentOf(seller.shopId, other!.userId), { by, json: { maxCapacity: 300 } }),
      suite.call('PATCH', agentOf(seller.shopId, 'me'), { by, json: { maxCapacity: 301 } }),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual(Array(4).fill(manages ? 200 : 403));
    const own = [
      await suite.call('GET', agentOf(seller.shopId, 'me'), { by }),
      await suite.call('PATCH', agentOf(seller.shopId, 'me'), {
        by,
        json: { nickname: 'Me', acceptChats: false },
      }),
    ];
    expect(own.map(({ status }) => status)).toEqual([200, 200]);
    expect(own[1]!.body).toMatchObject({ id: by.userId, nickname: 'Me', acceptChats: false, warnings: [] });
  });

  it('refuses a caller without a token, with a forged one, or of another account', async () => {
    const [mine, theirs] = await Promise.all([suite.seller([{}]), suite.seller([{}])]);
    const [victim] = theirs.members;
    const path = agentOf(theirs.shopId, victim!.userId);
    expect((await suite.call('GET', path)).body.code).toBe('auth.required');
    expect((await suite.call('GET', path, { authorization: 'Bearer a.b.c' })).body.code).toBe(
      'auth.token_invalid',
    );
    const edit = { by: mine.owner, json: { maxCapacity: 1 } };
    expect((await suite.call('PATCH', path, edit)).status).toBe(404);
    // Another account's agent in the own shop, and nobody's id.
    expect((await suite.call('PATCH', agentOf(mine.shopId, victim!.userId), edit)).status).toBe(404);
    expect((await suite.call('PATCH', agentOf(mine.shopId, uuid()), edit)).status).toBe(404);
    expect((await suite.call('PATCH', agentOf(mine.shopId, 'no-id'), edit)).status).toBe(404);
    expect((await suite.call('GET', agentsOf('no-id'), { by: mine.owner })).status).toBe(404);
    expect(await suite.agentRow(theirs.shopId, victim!.userId)).toMatchObject({
      max_capacity: 200,
      version: 1,
    });
  });

  it('not from the next call on, before any event has come', async () => {
    const { shopId, members } = await suite.seller([{}, {}, {}]);
    const after = async (index: number, mark: { status: MemberState['status']; accessVersion: number }) => {
      const by = members[index]!;
      expect((await suite.call('GET', agentOf(shopId, 'me'), { by })).status).toBe(200);
      await suite.mirror.writeMember({ ...by, ...mark });
      return (await suite.call('GET', agentOf(shopId, 'me'), { by })).body.code;
    };
    expect(await after(0, { status: 'deactivated', accessVersion: 2 })).toBe('membership.deactivated');
    expect(await after(1, { status: 'active', accessVersion: 2 })).toBe('auth.token_outdated');
    expect(await after(2, { status: 'deleted', accessVersion: 2 })).toBe('auth.session_ended');
  });

  it('tells the effective permissions of the shop', async () => {
    const seller = await suite.seller([{}]);
    const [agent] = seller.members;
    const own = async () =>
      (await suite.call('GET', agentOf(seller.shopId, 'me'), { by: agent! })).body.permissions;
    expect(await own()).toEqual(['settings:read', 'chats:handle', 'profile:self']);
    const json = { roles: ['agent'] };
    const path = `/v1/shops/${seller.shopId}/settings/chat-access`;
    expect((await suite.call('PUT', path, { by: seller.owner, ifMatch: 1, json })).status).toBe(200);
    expect(await own()).toEqual(['settings:read', 'chats:handle', 'chats:all', 'profile:self']);
  });
});

describe('who is not known here yet', () => {
  it('is asked for at identity, and found at once', async () => {
    const account = { accountId: uuid() };
    const shop = suite.shop(account);
    const owner = suite.member(account, { role: 'owner', displayName: 'Olga' });
    suite.known.set(`/internal/v1/shops/${shop.shopId}`, shop);
    suite.known.set(`/internal/v1/memberships/${owner.accountId}/${owner.userId}`, owner);
    const answer = await suite.call('PATCH', agentOf(shop.shopId, 'me'), {
      by: owner,
      json: { acceptChats: false },
    });
    expect(answer).toMatchObject({ status: 200, body: { acceptChats: false, version: 2 } });
    // The events that come later change nothing.
    await suite.tell(shop, owner);
    await suite.tell(suite.member(account, { displayName: 'Later' }));
    await until(async () => {
      const { body } = await suite.call('GET', agentsOf(shop.shopId), { by: owner });
      return body.items.length === 2;
    });
    expect(await suite.agentRow(shop.shopId, owner.userId)).toMatchObject({
      accept_chats: false,
      version: 2,
    });
  });
});
