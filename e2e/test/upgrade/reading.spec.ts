import {
  call,
  seedShop,
  testEnvironment,
  TestSuite,
  until,
  type SeededShop,
  type ServiceName,
} from '@switchboard/testing';
import { presentScript } from './schema-script.js';
import { loadSnapshot, readRows, readSnapshot, writeSnapshot } from './snapshot.js';

const services: ServiceName[] = ['identity', 'team', 'routing', 'translation'];
/** `npm run snapshot` takes them instead. */
const taking = testEnvironment.option('SNAPSHOT') === 'take';

interface Items<T> {
  items: T[];
  nextCursor: string | null;
}
interface Chat {
  id: string;
  version: number;
  lastMessage: { seq: number };
}

/** A shop at work: chats that wait, are held, answered and closed. */
async function work(
  { address: { identity, routing, team, translation } }: TestSuite,
  shop: SeededShop,
): Promise<void> {
  const as = { token: shop.owner.token };
  const invited = { role: 'agent', email: 'invited@example.com', language: 'en' };
  await call('POST', `${identity}/v1/users`, { ...as, body: invited });
  await call('PATCH', `${team}/v1/shops/${shop.shopId}/agents/${shop.agents[0]!.userId}`, {
    ...as,
    body: { nickname: 'Ann' },
  });
  const base = `${routing}/v1/shops/${shop.shopId}`;
  for (let index = 0; index < 120; index++) {
    const customer = { customerId: `customer-${index}`, customerName: `Customer ${index}` };
    const body = { ...customer, externalMessageId: `order-${index}`, text: `Where is order ${index}?` };
    await call('POST', `${base}/inbound-messages`, { token: shop.apiKey, body });
  }
  for (const { token } of shop.agents) {
    const mine = async () =>
      (await call<Items<Chat>>('GET', `${base}/chats?view=mine&limit=100`, { token })).items;
    await until(async () => (await mine()).length === 20, { describe: 'a full agent', timeoutMs: 60_000 });
    const held = await mine();
    for (const { id } of held.slice(0, 10))
      await call('POST', `${base}/chats/${id}/messages`, {
        token,
        body: { text: 'On its way.', clientMessageId: `reply-${id}` },
      });
    for (const { id, version, lastMessage } of held.slice(10, 13))
      await call('POST', `${base}/chats/${id}/close`, {
        token,
        body: { expectedVersion: version, lastSeq: lastMessage.seq },
      });
    const setting = `${translation}/v1/translation/settings?shopId=${shop.shopId}`;
    await call('PUT', setting, {
      token,
      body: { enabled: true, mode: 'custom', incomingTo: 'en', outgoingTo: 'es' },
    });
  }
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
    await work(suite, await seedShop(suite.address, { agents: 4, capacity: 20 }));
    await until(() => isQuiet(suite), { describe: 'all events to be published', timeoutMs: 60_000 });
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
        body: { email: owner.email, password: 'a long enough passphrase' },
      },
    );
    const [{ shop_id: shopId }] = rowsOf<{ shop_id: string }>('identity', 'shop') as [{ shop_id: string }];
    const { identity, routing, team } = suite.address;

    expect(await all(`${identity}/v1/users?list=added`, token)).toHaveLength(5);
    expect(await all(`${identity}/v1/users?list=invited`, token)).toMatchObject([
      { email: 'invited@example.com' },
    ]);
    const agents = await all<{ nickname: string }>(`${team}/v1/shops/${shopId}/agents?`, token);
    expect(agents.map(({ nickname }) => nickname)).toContain('Ann');
    const chats = rowsOf<{ id: string; state: string }>('routing', 'chat');
    const read = await Promise.all(
      ['all_open', 'closed'].map((view) =>
        all<Chat>(`${routing}/v1/shops/${shopId}/chats?view=${view}`, token),
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
    expect(thread).toMatchObject([{ text: expect.stringMatching(/^Where is order/) }]);
  };

  // What belongs to a run of its own is not half of another one.
  if (taking) it('are written down', take, 900_000);
  else it('read what is there', read, 900_000);
});
