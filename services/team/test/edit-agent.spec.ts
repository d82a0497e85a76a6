import { agentProfileState, auditEntry } from '@switchboard/contracts';
import { until, type Collected } from '@switchboard/testing';
import { startTeamSuite, type TeamSuite } from './team-suite.js';

let suite: TeamSuite;
let events: Collected;
beforeAll(async () => {
  suite = await startTeamSuite();
  events = await suite.broker.consume([agentProfileState.topic.name, auditEntry.topic.name]);
});
afterAll(() => suite.close());
afterEach(() => {
  suite.routing.mood = 'confirms';
});

const setUp = async () => {
  const seller = await suite.seller([{ displayName: 'Ana' }]);
  const ana = seller.members[0]!;
  const path = `/v1/shops/${seller.shopId}/agents/${ana.userId}`;
  const patch = (json: unknown, ifMatch?: number | string) =>
    suite.call('PATCH', path, { by: seller.owner, json, ifMatch });
  const read = () => suite.call('GET', path, { by: seller.owner });
  return { ...seller, ana, path, patch, read };
};

describe('editing an agent', () => {
  it('takes effect, is versioned, published, audited, and known to routing before it answers', async () => {
    const { ana, patch, owner, shopId, accountId } = await setUp();
    const answer = await patch({ nickname: '  Ánä  ', maxCapacity: 2, acceptChats: false });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe('"2"');
    expect(answer.body).toMatchObject({
      nickname: 'Ánä',
      maxCapacity: 2,
      acceptChats: false,
      version: 2,
      revision: 2,
      warnings: ['team.capacity_below_recommended'],
    });
    const state = {
      accountId,
      shopId,
      userId: ana.userId,
      nickname: 'Ánä',
      avatarHash: null,
      maxCapacity: 2,
      acceptChats: false,
      version: 2,
      actor: { kind: 'user', id: owner.userId },
    };
    expect(suite.routing.lastOf(ana.userId)).toMatchObject(state);
    expect(suite.routing.told.at(-1)).toMatchObject({
      method: 'PUT',
      path: '/internal/v1/agents',
      authorization: 'Service the-credential',
    });
    const key = `${shopId}:${ana.userId}`;
    const published = await events.waitFor(
      (message) => message.key === key && (message.value as { version: number }).version === 2,
    );
    // The same state, word for word, that routing was handed.
    expect(published.value).toEqual(suite.routing.lastOf(ana.userId));
    expect(published.headers).toMatchObject({
      ce_type: 'team.agent.v1',
      accountid: accountId,
      shopid: shopId,
    });
    const entry = await events.waitFor(
      ({ headers, key: of }) => headers.ce_type === 'audit.entry.v1' && of === accountId,
    );
    expect(entry.value).toMatchObject({
      action: 'agent.updated',
      actor: { kind: 'user', id: owner.userId },
      target: { kind: 'agent', id: ana.userId },
      before: { nickname: 'Ana', maxCapacity: 200, acceptChats: true },
      after: { nickname: 'Ánä', maxCapacity: 2, acceptChats: false },
    });
  });

  it('what changes nothing has no version, no event, and confirms again', async () => {
    const { ana, patch } = await setUp();
    const told = suite.routing.told.length;
    expect((await patch({ nickname: 'Ana', maxCapacity: 200, acceptChats: true })).body).toMatchObject({
      version: 1,
      revision: 1,
    });
    expect((await patch({})).body).toMatchObject({ version: 1, revision: 1, warnings: [] });
    expect(suite.routing.told.length).toBe(told + 2);
    const rows = await suite.database.query(`select 1 from outbox where key like $1`, [`%:${ana.userId}`]);
    expect(rows).toHaveLength(1);
  });

  it.each(['refuses', 'breaks', 'hangs'] as const)('stands with a warning where routing %s', async (mood) => {
    const { patch, ana } = await setUp();
    suite.routing.mood = mood;
    const started = Date.now();
    const answer = await patch({ acceptChats: false });
    expect(answer).toMatchObject({
      status: 200,
      body: { acceptChats: false, warnings: ['routing.unconfirmed'] },
    });
    // For ever would be longer; two seconds and a busy machine are not.
    expect(Date.now() - started).toBeLessThan(30_000);
    suite.routing.mood = 'confirms';
    await until(async () => (await patch({ acceptChats: false })).body.warnings.length === 0);
    expect(suite.routing.lastOf(ana.userId)).toMatchObject({ acceptChats: false, version: 2 });
  });

  it('of two writers who saw the same version one wins', async () => {
    const { patch, read } = await setUp();
    const answers = await Promise.all([1, 2, 3, 4].map((maxCapacity) => patch({ maxCapacity }, 1)));
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    for (const { status, body } of answers.filter((answer) => answer !== winners[0]))
      expect({ status, code: body.code }).toEqual({ status: 412, code: 'version.stale' });
    expect((await read()).body).toMatchObject({ version: 2, maxCapacity: winners[0]!.body.maxCapacity });
  });

  it('writers without If-Match all take effect, one after the other', async () => {
    const { patch, read, ana } = await setUp();
    const capacities = [11, 12, 13, 14, 15, 16];
    const answers = await Promise.all(capacities.map((maxCapacity) => patch({ maxCapacity })));
    expect(answers.map(({ status }) => status)).toEqual(capacities.map(() => 200));
    expect((await read()).body.version).toBe(7);
    const versions = () =>
      events.messages
        .filter(({ key, headers }) => key.endsWith(ana.userId) && headers.ce_type === 'team.agent.v1')
        .map(({ value }) => (value as { version: number }).version);
    await until(() => versions().includes(7));
    expect(versions()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it.each([
    ['an unknown field', { role: 'admin' }, 'role', 'request.unknown_field'],
    ['the e-mail', { email: 'a@b.cd' }, 'email', 'request.unknown_field'],
    ['capacity 0', { maxCapacity: 0 }, 'maxCapacity', 'request.invalid'],
    ['capacity 1000', { maxCapacity: 1000 }, 'maxCapacity', 'request.invalid'],
    ['capacity 1.5', { maxCapacity: 1.5 }, 'maxCapacity', 'request.invalid'],
    ['capacity as text', { maxCapacity: '5' }, 'maxCapacity', 'request.invalid'],
    ['capacity null', { maxCapacity: null }, 'maxCapacity', 'request.invalid'],
    ['accepting as text', { acceptChats: 'yes' }, 'acceptChats', 'request.invalid'],
    ['a nickname that is an object', { nickname: { $ne: 1 } }, 'nickname', 'request.invalid'],
    ['a nickname of 41', { nickname: 'a'.repeat(41) }, 'nickname', 'request.invalid'],
    ['a blank nickname', { nickname: '   ' }, 'nickname', 'request.invalid'],
    ['a nickname with NUL', { nickname: 'a\u0000' }, 'nickname', 'request.invalid'],
    ['a nickname with a zero-width space', { nickname: 'a\u200bb' }, 'nickname', 'request.invalid'],
  ])('refuses %s', async (_, json, path, code) => {
    const { patch, read } = await setUp();
    const answer = await patch(json);
    expect(answer).toMatchObject({ status: 400, body: { code, errors: [{ path }] } });
    expect((await read()).body.version).toBe(1);
  });

  it.each([['x'], ['1'], ['*'], ['"1", "2"'], ['']])('refuses If-Match %j', async (ifMatch) => {
    const { patch } = await setUp();
    expect((await patch({ maxCapacity: 3 }, ifMatch)).status).toBe(400);
  });

  it('takes the limits of the article', async () => {
    const { patch } = await setUp();
    expect((await patch({ maxCapacity: 1 })).status).toBe(200);
    expect((await patch({ maxCapacity: 999 })).body.warnings).toEqual([]);
  });
});

describe('a nickname that the platform reviews', () => {
  it('waits and does not take effect anywhere, and goes away with a plain one', async () => {
    const { patch, read, ana } = await setUp();
    const waiting = await patch({ nickname: 'Official Support', maxCapacity: 5 });
    expect(waiting.body).toMatchObject({
      nickname: 'Ana',
      maxCapacity: 5,
      nicknameReview: { status: 'under_review', requested: 'Official Support', reason: null },
    });
    expect(suite.routing.lastOf(ana.userId)).toMatchObject({ nickname: 'Ana' });
    const entry = await events.waitFor(
      ({ value }) =>
        (value as { after?: { requestedNickname?: string } }).after?.requestedNickname === 'Official Support',
    );
    expect(entry.value).toMatchObject({ before: { maxCapacity: 200 }, after: { maxCapacity: 5 } });
    // The same wish again is the same request; a newer one replaces it.
    expect((await patch({ nickname: 'Official Support' })).body.version).toBe(2);
    expect((await patch({ nickname: 'Bank Support' })).body.nicknameReview.requested).toBe('Bank Support');
    const reviews = await suite.database.query<{ status: string }>(
      'select status from nickname_review where user_id = $1 order by requested_at',
      [ana.userId],
    );
    expect(reviews.map(({ status }) => status)).toEqual(['withdrawn', 'under_review']);
    // The current name withdraws it.
    expect((await patch({ nickname: 'Ana' })).body).toMatchObject({ nickname: 'Ana', nicknameReview: null });
    await patch({ nickname: 'www.ana.com' });
    expect((await patch({ nickname: 'Anita' })).body).toMatchObject({
      nickname: 'Anita',
      nicknameReview: null,
    });
    expect((await read()).body.nicknameReview).toBeNull();
  });

  it('is wished for once by two at the same time', async () => {
    const { patch, ana } = await setUp();
    const answers = await Promise.all([patch({ nickname: 'Admin 1' }), patch({ nickname: 'Admin 2' })]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const pending = `select 1 from nickname_review where user_id = $1 and status = 'under_review'`;
    expect(await suite.database.query(pending, [ana.userId])).toHaveLength(1);
  });
});
