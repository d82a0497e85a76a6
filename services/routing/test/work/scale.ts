import { testEnvironment, type TestDatabase } from '@switchboard/testing';

/** A shop of the scale database. */
export interface SeededShop {
  accountId: string;
  shopId: string;
}

/** How much there is. */
export const scale = {
  closedChats: testEnvironment.proof({ short: 200_000, long: 1_000_000 }),
  openChats: 50_000,
  agents: 10_000,
  /** Shops of ten agents each. */
  shops: 1_000,
  /** Shops in which nobody takes chats, and what waits in all of them together. */
  nightShops: 1_000,
  queuedChats: 100_000,
} as const;

const account = '00000000-0000-4000-8000-000000000001';
/** The shop with all the agents and all the closed chats. */
export const bigShop: SeededShop = { accountId: account, shopId: '10000000-0000-4000-8000-000000000001' };
const numbered = (prefix: string) => (n: number) =>
  `${prefix}0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
/** The n-th of the shops of ten agents, from 1. */
export const shopNumber = (n: number): SeededShop => ({ accountId: account, shopId: numbered('2')(n) });
/** The n-th of the shops in which everybody sleeps, from 1. */
export const nightShopNumber = (n: number): SeededShop => ({ accountId: account, shopId: numbered('3')(n) });
/** The n-th agent of the big shop, from 1. */
export const bigShopAgent = numbered('4');

const id = (prefix: string, n: string) =>
  `('${prefix}0000000-0000-4000-8000-' || lpad((${n})::text, 12, '0'))::uuid`;

/** Shops and agents: few rows, the same whatever is measured. */
const people = `
  insert into shop (id, account_id, shop_version)
  select id, '${account}'::uuid, 1 from (
    select '${bigShop.shopId}'::uuid as id
    union all select ${id('2', 'n')} from generate_series(1, ${scale.shops}) as n
    union all select ${id('3', 'n')} from generate_series(1, ${scale.nightShops}) as n) as shops;
  insert into access_shop (shop_id, account_id, status, version) select id, account_id, 'active', 1 from shop
    where account_id = '${account}'::uuid;
  insert into agent (shop_id, id, account_id, member_version, profile_version, active, role, nickname, capacity, accepting)
  select '${bigShop.shopId}'::uuid, ${id('4', 'n')}, '${account}'::uuid, 1, 1, true, 'agent', 'Agent ' || n, 900, true
    from generate_series(1, ${scale.agents}) as n
  union all
  select ${id('2', 's')}, ${id('5', 's * 100 + n')}, '${account}'::uuid, 1, 1, true, 'agent', 'Agent ' || n, 900, true
    from generate_series(1, ${scale.shops}) as s, generate_series(1, 10) as n
  union all
  select ${id('3', 's')}, ${id('6', 's * 100 + n')}, '${account}'::uuid, 1, 1, true, 'agent', 'Agent ' || n, 900, false
    from generate_series(1, ${scale.nightShops}) as s, generate_series(1, 2) as n;`;

/** Chats of one state; `shop`, `agent` and `at` are SQL over `n`. */
const chats = (count: number, state: string, shop: string, agent: string, at: string) => `
  insert into chat (id, account_id, shop_id, customer_id, customer_name, state, agent_id, arrival, opened_at, waiting_since,
                    assigned_at, closed_at, last_message_at, seq)
  select uuidv7(), '${account}'::uuid, ${shop}, '${state}-' || lpad(n::text, 8, '0'), 'Customer ' || n, '${state}', ${agent},
         n, ${at}, ${state === 'queued' ? at : 'null'}, ${state === 'queued' ? 'null' : at}, ${state === 'closed' ? at : 'null'}, ${at}, 1
    from generate_series(1, ${count}) as n;`;

const earlier = (days: number) => `now() - interval '${days} days' + n * interval '1 second'`;
const closed = chats(
  scale.closedChats,
  'closed',
  `'${bigShop.shopId}'::uuid`,
  id('4', `1 + n % ${scale.agents}`),
  earlier(60),
);
const open = chats(
  scale.openChats,
  'assigned',
  `'${bigShop.shopId}'::uuid`,
  id('4', `1 + n % ${scale.agents}`),
  earlier(2),
);
const queued = chats(
  scale.queuedChats,
  'queued',
  id('3', `1 + n % ${scale.nightShops}`),
  'null::uuid',
  `now() - interval '10 minutes'`,
);

const messages = `
  insert into message (shop_id, id, chat_id, seq, direction, external_id, author_id, text, sent_at, accepted_at)
  select shop_id, uuidv7(), id, 1, 'in', 'seed-' || customer_id, customer_id, 'Where is my order?', opened_at, opened_at
    from chat where account_id = '${account}'::uuid and state <> 'closed';`;

/** Fills the database in a few statements. Without triggers and foreign keys, and not logged: only its size matters. */
export async function seedScale(database: TestDatabase): Promise<void> {
  const tables = ['chat', ...Array.from({ length: 8 }, (_, n) => `message_${n}`)];
  const unlogged = tables.map((table) => `alter table ${table} set unlogged;`).join('');
  await database.query(`
    set session_replication_role = replica; set synchronous_commit = off;
    ${unlogged} ${people} ${closed} ${open} ${queued} ${messages}
    update agent set open_count = held.chats from (
      select shop_id, agent_id, count(*) as chats from chat where state = 'assigned' and account_id = '${account}'::uuid
       group by shop_id, agent_id) as held
     where agent.shop_id = held.shop_id and agent.id = held.agent_id;
    insert into agent_load (shop_id, agent_id, open_chats, online, version, published_at)
    select shop_id, id, open_count, false, 1, now() from agent where account_id = '${account}'::uuid and accepting;
    set session_replication_role = origin;`);
  await database.query(
    'vacuum (analyze) chat, message, agent, shop, assignment, access_shop, agent_load, outbox',
  );
}
