import { readFileSync } from 'node:fs';
import { permissionsOf, policyOf, type Permission } from '@switchboard/permissions';
import { v7 as uuid } from 'uuid';
import type { Person } from './played-neighbours.js';
import { RoutingSuite } from './routing-suite.js';

const document = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, unknown>>;
};
/** Every route of the committed document, the endless one aside. */
const routes = Object.entries(document.paths)
  .flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  )
  .filter(({ path }) => path !== '/v1/stream');
const named = routes.map((route) => [`${route.method} ${route.path}`, route] as const);
const ofShop = named.filter(([, { path }]) => path.includes('{shopId}'));

describe('every route, real PostgreSQL, Redis and Kafka', () => {
  let suite: RoutingSuite;
  let mine: { shopId: string; accountId: string };
  let theirs: { shopId: string; accountId: string };
  let key: string;
  let chatId: string;
  let people: Person[];

  beforeAll(async () => {
    suite = await RoutingSuite.open();
    [mine, theirs] = [await suite.shop(), await suite.shop()];
    key = await suite.key(mine.accountId, ['inbound:write', 'outbound:read', 'chats:read']);
    const profile = { shopId: mine.shopId, acceptChats: false };
    people = [
      await suite.person(mine.accountId, { role: 'owner', profile }),
      await suite.person(mine.accountId, { role: 'admin', profile }),
      await suite.person(mine.accountId, { advanced: true, profile }),
      await suite.person(mine.accountId, { profile }),
    ];
    ({ chatId } = await suite.write(key, mine.shopId, uuid()));
  });
  afterAll(() => suite.close());

  const fill = (path: string, shopId: string) => path.replace('{shopId}', shopId).replace('{chatId}', chatId);
  const call = (method: string, path: string, token?: string, body: unknown = {}) =>
    suite.call(method, path, {
      token,
      body: method === 'GET' ? undefined : body,
      headers: { 'idempotency-key': uuid() },
    });

  it.each(named)('%s asks for its permission, role by role', async (_, { method, path }) => {
    const { policy } = policyOf('routing', method, path)!;
    for (const [i, person] of people.entries()) {
      const may =
        policy !== 'key' && permissionsOf({ role: person.role, advanced: i === 2 }).has(policy as Permission);
      const { status } = await call(method, fill(path, mine.shopId), person.token);
      expect({ role: person.role, refused: status === 403 }).toEqual({ role: person.role, refused: !may });
    }
    expect((await call(method, fill(path, mine.shopId))).status).toBe(401);
    expect((await call(method, fill(path, mine.shopId), 'forged')).status).toBe(401);
  });

  it.each(ofShop)("%s is not there with another account's ids", async (_, { method, path }) => {
    const { keyScope, policy } = policyOf('routing', method, path)!;
    const token = policy === 'key' ? key : people[0]!.token;
    expect((await call(method, fill(path, theirs.shopId), token)).status).toBe(404);
    expect((await call(method, fill(path, uuid()), token)).status).toBe(404);
    expect((await call(method, fill(path, "'--"), token)).status).toBe(404);
    if (keyScope) expect((await call(method, fill(path, theirs.shopId), key)).status).toBe(404);
  });

  it.each(named.filter(([, { method }]) => method !== 'GET'))(
    '%s refuses what is no object',
    async (_, route) => {
      const { policy } = policyOf('routing', route.method, route.path)!;
      const token = policy === 'key' ? key : people[0]!.token;
      for (const body of [[], 'text', 7, null, { $where: 1 }]) {
        const { status } = await call(route.method, fill(route.path, mine.shopId), token, body);
        expect({ body, status }).toEqual({ body, status: 400 });
      }
      const huge = { text: 'x'.repeat(10_000_000) };
      expect((await call(route.method, fill(route.path, mine.shopId), token, huge)).status).toBe(413);
    },
  );
});
