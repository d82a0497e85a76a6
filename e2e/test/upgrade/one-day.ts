import { call, seededPassword, until, type SeededShop, type TestSuite } from '@switchboard/testing';

interface Chat {
  id: string;
  version: number;
  lastMessage: { id: string; seq: number };
}

const range = (length: number) => Array.from({ length }, (_, index) => index);

/** What a day leaves in each database: some hundred rows of whatever people and customers make. */
export async function workOneDay(suite: TestSuite, shop: SeededShop): Promise<void> {
  await invitePeople(suite, shop);
  await openShops(suite, shop);
  await signIn(suite, shop);
  await editAgents(suite, shop);
  await chatWithCustomers(suite, shop);
  // The token that the agent works with ends by it.
  const [agent] = shop.agents;
  await call('PATCH', `${suite.address.identity}/v1/users/${agent!.userId}`, {
    token: shop.owner.token,
    body: { advanced: true },
  });
}

async function invitePeople({ address: { identity } }: TestSuite, shop: SeededShop): Promise<void> {
  const as = { token: shop.owner.token };
  const body = { role: 'agent', language: 'en', shopAccess: [shop.shopId] };
  for (const index of range(60))
    await call('POST', `${identity}/v1/users`, {
      ...as,
      body: { ...body, email: index ? `invited${index}@example.com` : 'invited@example.com' },
    });
}

/** Further shops, each with settings and a key of its own. */
async function openShops({ address: { identity, team } }: TestSuite, shop: SeededShop): Promise<void> {
  const as = { token: shop.owner.token };
  for (const index of range(40)) {
    const { id } = await call<{ id: string }>('POST', `${identity}/v1/shops`, {
      ...as,
      body: { name: `Branch ${index}`, customerLanguage: index % 2 ? 'es' : null },
    });
    await call('POST', `${identity}/v1/api-keys`, {
      ...as,
      body: { name: `Branch ${index}`, scopes: ['inbound:write'], shopIds: [id] },
    });
    const setting = `${team}/v1/shops/${id}/settings/assignment`;
    await until(() => call('GET', setting, as), { describe: 'the shop to be known to team' });
    await call('PUT', setting, { ...as, headers: { 'if-match': '"1"' }, body: { mode: 'equal' } });
  }
}

async function signIn({ address: { identity } }: TestSuite, { owner, agents }: SeededShop): Promise<void> {
  for (const { email } of [owner, ...agents]) {
    for (const index of range(20)) {
      const body = { email, password: seededPassword };
      const { refreshToken } = await call<{ refreshToken: string }>('POST', `${identity}/v1/auth/login`, {
        body,
      });
      if (index % 2) await call('POST', `${identity}/v1/auth/refresh`, { body: { refreshToken } });
    }
    await call('POST', `${identity}/v1/auth/password/forgot`, { body: { email } });
  }
}

async function editAgents(
  { address: { team } }: TestSuite,
  { owner, agents, shopId }: SeededShop,
): Promise<void> {
  const change = (userId: string, body: object) =>
    call('PATCH', `${team}/v1/shops/${shopId}/agents/${userId}`, { token: owner.token, body });
  await change(agents[0]!.userId, { nickname: 'Ann' });
  for (const { userId } of agents.slice(1)) await change(userId, { nickname: 'Customer Support' });
}

async function chatWithCustomers(
  { address: { routing, translation } }: TestSuite,
  shop: SeededShop,
): Promise<void> {
  const base = `${routing}/v1/shops/${shop.shopId}`;
  for (const index of range(120)) {
    const customer = { customerId: `customer-${index}`, customerName: `Customer ${index}` };
    const text =
      index % 3 ? `Where is order ${index}?` : `¿Dónde está mi pedido ${index}? Todavía no ha llegado.`;
    const body = { ...customer, externalMessageId: `order-${index}`, text };
    await call('POST', `${base}/inbound-messages`, { token: shop.apiKey, body });
  }
  for (const { token } of shop.agents) {
    const mine = async () =>
      (await call<{ items: Chat[] }>('GET', `${base}/chats?view=mine&limit=100`, { token })).items;
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
    const settings = `${translation}/v1/translation`;
    const values = { enabled: true, mode: 'custom', incomingTo: 'en', outgoingTo: 'es' };
    await call('PUT', `${settings}/settings?shopId=${shop.shopId}`, { token, body: values });
    for (const { id } of held.slice(13))
      await until(() => call('PUT', `${settings}/chats/${id}/settings`, { token, body: values }), {
        describe: 'the chat to be known to translation',
      });
  }
  await call('PUT', `${translation}/v1/translation/limits?shopId=${shop.shopId}`, {
    token: shop.owner.token,
    body: { monthlyCharacters: 1_000_000 },
  });
}

const everywhere = [
  `insert into parked_key (consumer, topic, key, partition, reason)
   select 'test', 'routing.chats.v1', n::text, 0, 'made for the snapshot' from generate_series(1, 200) as n`,
  `insert into parked_event (consumer, topic, key, partition, record_offset, headers, value)
   select 'test', 'routing.chats.v1', n::text, 0, n, '{}', '{}' from generate_series(1, 200) as n`,
  `insert into replayed_dead_letter (topic, partition, record_offset)
   select 'routing.chats.v1.dlq', 0, n from generate_series(1, 200) as n`,
  `insert into outbox_republish (topic, key, lane, from_seq, due_at)
   select 'routing.chats.v1', n::text, n % 4, n, 'infinity' from generate_series(1, 200) as n`,
];

/** Rows that only faults or moments leave: written into the tables, for times that never come. */
export async function leaveRareRows({ databases }: TestSuite): Promise<void> {
  for (const database of Object.values(databases)) for (const rows of everywhere) await database.query(rows);
  await databases.routing.query(`
    insert into stream_notice (id, shop_id, record, due_at)
    select uuidv7(), shop_id, '{}', 'infinity' from access_shop, generate_series(1, 5)`);
  await databases.translation.query(`
    insert into work (account_id, shop_id, chat_id, user_id, purpose, priority, due_at)
    select account_id, shop_id, id, uuidv7(), 'thread', 1, 'infinity' from chat`);
}
