import { shopSettingsState } from '@switchboard/contracts';
import { until } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import type { SettingValues } from '../src/settings/shop-settings.entity.js';
import { startTeamSuite, type TeamSuite } from './team-suite.js';

let suite: TeamSuite;
beforeAll(async () => {
  suite = await startTeamSuite();
});
afterAll(() => suite.close());

const names = ['assignment', 'chat-access', 'lifecycle'] as const;
interface Values {
  assignment: SettingValues['assignment'];
  'chat-access': SettingValues['chatAccess'];
  lifecycle: SettingValues['lifecycle'];
}
const defaults: Values = {
  assignment: { mode: 'lowest_workload' },
  'chat-access': { roles: ['admin', 'advanced_agent'] },
  lifecycle: {
    autoCloseDays: 7,
    requirePresence: false,
    reassignOfflineMinutes: null,
    reassignNoReplyMinutes: null,
  },
};
/** Every value differs from its default. */
const changed: Values = {
  assignment: { mode: 'equal' },
  'chat-access': { roles: [] },
  lifecycle: {
    autoCloseDays: null,
    requirePresence: true,
    reassignOfflineMinutes: 1440,
    reassignNoReplyMinutes: 1,
  },
};
const pathOf = (shopId: string, name: string) => `/v1/shops/${shopId}/settings/${name}`;

describe.each(names)('%s', (name) => {
  it('begins with its default and is changed by who has seen it', async () => {
    const { shopId, owner } = await suite.seller();
    const path = pathOf(shopId, name);
    const first = await suite.call('GET', path, { by: owner });
    expect(first.body).toEqual({ ...defaults[name], version: 1 });
    expect(first.headers.get('etag')).toBe('"1"');
    const put = (ifMatch: number | string | undefined, json: unknown = changed[name]) =>
      suite.call('PUT', path, { by: owner, ifMatch, json });
    expect(await put(undefined)).toMatchObject({ status: 428, body: { code: 'version.required' } });
    expect(await put(2)).toMatchObject({ status: 412, body: { code: 'version.stale', currentVersion: 1 } });
    expect(await put('nonsense')).toMatchObject({ status: 400 });
    const answer = await put(1);
    expect(answer).toMatchObject({ status: 200, body: { ...changed[name], version: 2 } });
    expect(answer.headers.get('etag')).toBe('"2"');
    expect((await suite.call('GET', path, { by: owner })).body).toEqual({ ...changed[name], version: 2 });
    expect(await put(1)).toMatchObject({ status: 412 });
    // The same values again are no change.
    expect((await put(2)).body.version).toBe(2);
    // The other two keep their versions.
    for (const other of names.filter((one) => one !== name)) {
      expect((await suite.call('GET', pathOf(shopId, other), { by: owner })).body.version).toBe(1);
    }
  });

  it('of four writers who saw the same version one wins', async () => {
    const { shopId, owner } = await suite.seller();
    const put = () => suite.call('PUT', pathOf(shopId, name), { by: owner, ifMatch: 1, json: changed[name] });
    const statuses = (await Promise.all([put(), put(), put(), put()])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 412, 412, 412]);
  });

  it('is read by every member and written by managers', async () => {
    const seller = await suite.seller([{}, { advanced: true }, { role: 'admin' }]);
    const path = pathOf(seller.shopId, name);
    const [agent, ...managers] = seller.members;
    expect((await suite.call('GET', path, { by: agent! })).status).toBe(200);
    expect((await suite.call('PUT', path, { by: agent!, ifMatch: 1, json: changed[name] })).status).toBe(403);
    for (const by of managers) {
      const { version } = (await suite.call('GET', path, { by })).body;
      expect((await suite.call('PUT', path, { by, ifMatch: version, json: changed[name] })).status).toBe(200);
    }
  });

  it('is not there for another account', async () => {
    const [mine, theirs] = await Promise.all([suite.seller(), suite.seller()]);
    const call = { by: mine.owner, ifMatch: 1, json: changed[name] };
    expect((await suite.call('GET', pathOf(theirs.shopId, name), { by: mine.owner })).status).toBe(404);
    expect((await suite.call('PUT', pathOf(theirs.shopId, name), call)).status).toBe(404);
    expect((await suite.call('GET', pathOf(uuid(), name), { by: mine.owner })).status).toBe(404);
    expect((await suite.call('GET', pathOf(theirs.shopId, name), { by: theirs.owner })).body.version).toBe(1);
  });
});

describe('bad values', () => {
  const lifecycle = changed.lifecycle;
  it.each([
    ['assignment', {}, 'mode'],
    ['assignment', { mode: 'random' }, 'mode'],
    ['assignment', { mode: ['equal'] }, 'mode'],
    ['assignment', { mode: 'equal', extra: 1 }, 'extra'],
    ['chat-access', { roles: ['owner'] }, 'roles'],
    ['chat-access', { roles: ['agent', 'agent'] }, 'roles'],
    ['chat-access', { roles: 'agent' }, 'roles'],
    ['chat-access', { roles: null }, 'roles'],
    ['lifecycle', { ...lifecycle, autoCloseDays: 91 }, 'autoCloseDays'],
    ['lifecycle', { ...lifecycle, autoCloseDays: 0 }, 'autoCloseDays'],
    ['lifecycle', { ...lifecycle, requirePresence: null }, 'requirePresence'],
    ['lifecycle', { ...lifecycle, reassignOfflineMinutes: 1441 }, 'reassignOfflineMinutes'],
    ['lifecycle', { ...lifecycle, reassignNoReplyMinutes: '5' }, 'reassignNoReplyMinutes'],
    ['lifecycle', { requirePresence: true }, 'autoCloseDays'],
  ])('%s %j', async (name, json, path) => {
    const { shopId, owner } = await suite.seller();
    const { status, body } = await suite.call('PUT', pathOf(shopId, name), { by: owner, ifMatch: 1, json });
    expect({ status, path: body.errors?.[0]?.path.replace(/\[\d+\]$/, '') }).toEqual({ status: 400, path });
  });
});

it('every state is published whole, with its version and the actor', async () => {
  const collected = await suite.broker.consume([shopSettingsState.topic.name]);
  const { shopId, owner, accountId } = await suite.seller();
  const of = () => collected.messages.filter(({ key }) => key === shopId);
  await until(() => of().length === 1);
  await suite.call('PUT', pathOf(shopId, 'assignment'), { by: owner, ifMatch: 1, json: changed.assignment });
  await suite.call('PUT', pathOf(shopId, 'chat-access'), {
    by: owner,
    ifMatch: 1,
    json: changed['chat-access'],
  });
  await suite.call('PUT', pathOf(shopId, 'lifecycle'), { by: owner, ifMatch: 1, json: changed.lifecycle });
  await until(() => of().length === 4);
  expect(of().map(({ value }) => (value as { version: number }).version)).toEqual([1, 2, 3, 4]);
  expect(of()[0]!.value).toMatchObject({ version: 1, actor: { kind: 'system', id: null } });
  expect(of()[3]!.value).toMatchObject({
    accountId,
    shopId,
    assignment: { ...changed.assignment, version: 2 },
    chatAccess: { ...changed['chat-access'], version: 2 },
    lifecycle: { ...changed.lifecycle, version: 2 },
    version: 4,
    actor: { kind: 'user', id: owner.userId },
  });
});
