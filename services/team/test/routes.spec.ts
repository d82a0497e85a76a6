import { readFileSync } from 'node:fs';
import { permissionsOf, policyOf, routePolicies, type Permission } from '@switchboard/permissions';
import { v7 as uuid } from 'uuid';
import { startTeamSuite, type TeamSuite } from './team-suite.js';

const document = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, unknown>>;
};
/** Every route that this service has today, from its committed document. */
const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
);
const named = routes.map((route) => [`${route.method} ${route.path}`, route] as const);

let suite: TeamSuite;
beforeAll(async () => {
  suite = await startTeamSuite();
});
afterAll(() => suite.close());

const fill = (path: string, ids: { shopId: string; userId: string }) =>
  path.replace('{shopId}', ids.shopId).replace('{userId}', ids.userId);

it('the table and the document name the same routes', () => {
  const listed = routePolicies.filter(({ service, policy }) => service === 'team' && policy !== 'internal');
  expect(named.map(([name]) => name).sort()).toEqual(
    listed.map(({ method, path }) => `${method} ${path}`).sort(),
  );
});

it.each(named)('%s asks for its permission, role by role', async (_, { method, path }) => {
  const seller = await suite.seller([{}, { advanced: true }, { role: 'admin' }]);
  const { policy } = policyOf('team', method, path)!;
  for (const by of [seller.owner, ...seller.members]) {
    const { status } = await suite.call(method, fill(path, { ...seller, userId: seller.owner.userId }), {
      by,
      json: method === 'GET' ? undefined : {},
    });
    const may = permissionsOf(by).has(policy as Permission);
    expect({ role: by.role, advanced: by.advanced, denied: status === 403 }).toEqual({
      role: by.role,
      advanced: by.advanced,
      denied: !may,
    });
    if (may) expect([200, 400, 428]).toContain(status);
  }
});

it.each(named)(
  "%s is not there with another account's ids, nor with a shop one does not have",
  async (_, route) => {
    const [mine, theirs] = [
      await suite.seller([{ role: 'admin', shopAccess: [uuid()] }]),
      await suite.seller(),
    ];
    const json = route.method === 'GET' ? undefined : {};
    const foreign = fill(route.path, { shopId: theirs.shopId, userId: theirs.owner.userId });
    expect((await suite.call(route.method, foreign, { by: mine.owner, json })).status).toBe(404);
    const own = fill(route.path, { shopId: mine.shopId, userId: mine.owner.userId });
    expect((await suite.call(route.method, own, { by: mine.members[0]!, json })).status).toBe(404);
    expect((await suite.call(route.method, own, { json })).status).toBe(401);
  },
);

it.each(named.filter(([, { method }]) => method !== 'GET'))(
  '%s refuses bodies that are no object',
  async (_, route) => {
    const seller = await suite.seller();
    const path = fill(route.path, { ...seller, userId: seller.owner.userId });
    for (const json of [[], 'text', 7, null, { $where: 1 }]) {
      const answer = await suite.call(route.method, path, { by: seller.owner, ifMatch: 1, json });
      expect({ json, status: answer.status }).toEqual({ json, status: 400 });
    }
    const huge = { by: seller.owner, ifMatch: 1, json: { nickname: 'x'.repeat(10_000_000) } };
    expect((await suite.call(route.method, path, huge)).status).toBe(413);
  },
);
