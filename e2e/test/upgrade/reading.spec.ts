import {
  call,
  seededPassword,
  seedShop,
  testEnvironment,
  TestSuite,
  until,
  type ServiceName,
} from '@switchboard/testing';
import { leaveRareRows, workOneDay } from './one-day.js';
import { presentScript } from './schema-script.js';
import { loadSnapshot, readRows, readSnapshot, writeSnapshot } from './snapshot.js';

const services: ServiceName[] = ['identity', 'team', 'routing', 'translation'];
/** `npm run snapshot` takes them instead. */
const taking = testEnvironment.option('SNAPSHOT') === 'take';

interface Items<T> {
  items: T[];
  nextCursor: string | null;
}
/** Nothing is on its way between the services any more. */
const isQuiet = async (suite: TestSuite): Promise<boolean> => {
  const waiting = services.map((name) =>
    suite.databases[name].query('select from outbox where published_at is null limit 1'),
  );
  return (await Promise.all(waiting)).flat().length === 0;
};

const all = async <T>(url: string, token: string): Promise<T[]> => {
  const items: T[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Items<T> = await call('GET', `${url}&limit=100${cursor && `&cursor=${cursor}`}`, { token });
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
};

describe('the services on databases from before', () => {
  let suite: TestSuite;
  afterAll(() => suite?.close());

  const take = async () => {
    suite = await TestSuite.start();
    await workOneDay(suite, await seedShop(suite.address, { agents: 4, capacity: 20 }));
    await until(() => isQuiet(suite), { describe: 'all events to be published', timeoutMs: 60_000 });
    await leaveRareRows(suite);
    for (const name of services)
      writeSnapshot(name, { script: await presentScript(name), rows: await readRows(suite.databases[name]) });
  };

  const read = async () => {
    const snapshots = Object.fromEntries(
      await Promise.all(
        services.map(async (name) => [name, readSnapshot(name, await presentScript(name))] as const),
      ),
    );
    suite = await TestSuite.start({
      prepare: async (databases) => {
        for (const name of services) await loadSnapshot(name, databases[name], snapshots[name]!);
      },
    });
    const rowsOf = <Row>(name: ServiceName, table: string) => snapshots[name]!.rows[table] as Row[];
    const owner = rowsOf<{ email: string }>('identity', 'person').find(({ email }) =>
      email.startsWith('owner-'),
    )!;
    const { accessToken: token } = await call<{ accessToken: string }>(
      'POST',
      `${suite.address.identity}/v1/auth/login`,
      {
        body: { email: owner.email, password: seededPassword },
      },
    );
    const [{ shop_id: shopId }] = rowsOf<{ shop_id: string }>('identity', 'shop') as [{ shop_id: string }];
    const { identity, routing, team } = suite.address;

    expect(await all(`${identity}/v1/users?list=added`, token)).toHaveLength(5);
    const invited = await all<{ email: string }>(`${identity}/v1/users?list=invited`, token);
    expect(invited).toHaveLength(60);
    expect(invited.map(({ email }) => email)).toContain('invited@example.com');
    const agents = await all<{ nickname: string }>(`${team}/v1/shops/${shopId}/agents?`, token);
    expect(agents.map(({ nickname }) => nickname)).toContain('Ann');
    const chats = rowsOf<{ id: string; state: string }>('routing', 'chat');
    const read = await Promise.all(
      ['all_open', 'closed'].map((view) =>
        all<{ id: string }>(`${routing}/v1/shops/${shopId}/chats?view=${view}`, token),
      ),
    );
    expect(
      read
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(chats.map(({ id }) => id).sort());
    const [thread] = await Promise.all(
      read[1]!
        .slice(0, 1)
        .map(({ id }) => all<{ text: string }>(`${routing}/v1/shops/${shopId}/chats/${id}/messages?`, token)),
    );
    expect(thread).toMatchObject([{ text: expect.stringMatching(/order|pedido/) }]);
  };

  // What belongs to a run of its own is not half of another one.
  if (taking) it('are written down', take, 900_000);
  else it('read what is there', read, 900_000);
});
