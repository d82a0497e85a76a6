import { v7 as uuid } from 'uuid';
import type { Person } from './played-neighbours.js';
import { RoutingSuite, type Answer } from './routing-suite.js';

describe('transfers, real PostgreSQL, Redis and Kafka', () => {
  let suite: RoutingSuite;
  let accountId: string;
  let shopId: string;
  let key: string;
  let owner: Person;
  let ana: Person;
  let ben: Person;

  beforeAll(async () => {
    suite = await RoutingSuite.open();
    ({ shopId, accountId } = await suite.shop());
    key = await suite.key(accountId, ['inbound:write']);
    owner = await suite.person(accountId, {
      role: 'owner',
      profile: { shopId, acceptChats: false, nickname: 'Olga' },
    });
    ana = await suite.person(accountId, { shops: [shopId], profile: { nickname: 'Ana' } });
    ben = await suite.person(accountId, {
      shops: [shopId],
      profile: { nickname: 'Ben', acceptChats: false, maxCapacity: 1 },
    });
  });
  afterAll(() => suite.close());

  const transfer = (person: Person, body: object, idempotencyKey: string = uuid()) =>
    suite.call('POST', `/v1/shops/${shopId}/transfers`, {
      token: person.token,
      body,
      headers: { 'idempotency-key': idempotencyKey },
    });
  const chatsOfAna = async (count: number) => {
    const chats = [];
    for (let i = 0; i < count; i++) {
      const { chatId } = await suite.write(key, shopId, uuid());
      const { version } = await suite.chatIn(chatId, 'assigned', ana.userId);
      chats.push({ chatId, expectedVersion: version });
    }
    return chats;
  };
  const openOf = async (person: Person) => {
    const [row] = await suite.database.query<{ open_count: number; chats: number }>(
      `select open_count, (select count(*)::int from chat where agent_id = agent.id and state = 'assigned') as chats
       from agent where shop_id = $1 and id = $2`,
      [shopId, person.userId],
    );
    expect(row!.open_count).toBe(row!.chats);
    return row!.open_count;
  };

  it('moves selected chats beyond capacity and switch, and says which did not move and why', async () => {
    const [first, second, third] = await chatsOfAna(3);
    const foreign = uuid();
    const answer = await transfer(ana, {
      chats: [first, second, { ...third!, expectedVersion: 99 }, { chatId: foreign, expectedVersion: 1 }],
      toAgentId: ben.userId,
    });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        transferred: [
          { chatId: first!.chatId, version: first!.expectedVersion + 1, allowedActions: [] },
          { chatId: second!.chatId },
        ],
        remaining: 1,
      },
    });
    expect(answer.body.skipped).toEqual(
      expect.arrayContaining([
        { chatId: third!.chatId, code: 'chat.version_conflict' },
        { chatId: foreign, code: 'not_found' },
      ]),
    );
    expect([await openOf(ana), await openOf(ben)]).toEqual([1, 2]);
    const back = await transfer(owner, {
      chats: [{ chatId: first!.chatId, expectedVersion: first!.expectedVersion + 1 }],
      toAgentId: 'me',
    });
    expect(back.body.transferred[0].allowedActions).toEqual(['reply', 'close', 'transfer_to_others']);
  });

  it('moves at most 100 of all current chats, the latest ones, and never more on a retry', async () => {
    await suite.database.query(
      `with c as (
         insert into chat (id, account_id, shop_id, customer_id, state, agent_id, version, arrival, opened_at, last_message_at, seq)
         select gen_random_uuid(), $1, $2, 'bulk-' || i, 'assigned', $3, 2, nextval('arrival'), now(),
           now() + make_interval(secs => i), 0
         from generate_series(1, 105) i returning 1)
       update agent set open_count = open_count + 105, version = version + 1 where shop_id = $2 and id = $3`,
      [accountId, shopId, ana.userId],
    );
    const had = await openOf(ana);
    const key1 = uuid();
    const body = { fromAgentId: ana.userId, all: true, toAgentId: ben.userId };
    const [one, two] = await Promise.all([transfer(ana, body, key1), transfer(ana, body, key1)]);
    const done = [one, two].find(({ status }) => status === 200)!;
    expect(done.body.transferred).toHaveLength(100);
    expect(done.body.remaining).toBe(had - 100);
    const again = await transfer(ana, body, key1);
    expect(again.body).toEqual(done.body);
    expect(await openOf(ana)).toBe(had - 100);
    const left = await suite.database.query<{ customer_id: string }>(
      `select customer_id from chat where agent_id = $1 and state = 'assigned' and customer_id like 'bulk-%' order by last_message_at`,
      [ana.userId],
    );
    expect(left.map(({ customer_id }) => customer_id)).toEqual([
      'bulk-1',
      'bulk-2',
      'bulk-3',
      'bulk-4',
      'bulk-5',
    ]);
    expect(await transfer(ana, { ...body, toAgentId: owner.userId }, key1)).toMatchObject({
      status: 422,
      body: { code: 'idempotency.key_reused' },
    });
  });

  it('is a matter of the policy: others’ chats need chats:all', async () => {
    expect((await transfer(ana, { fromAgentId: ben.userId, all: true, toAgentId: 'me' })).status).toBe(403);
    const taken = await transfer(owner, { fromAgentId: ben.userId, all: true, toAgentId: ana.userId });
    expect(taken.status).toBe(200);
    const { chatId } = await suite.write(key, shopId, uuid());
    const { version } = await suite.chatIn(chatId, 'assigned', ana.userId);
    const unseen = await transfer(ben, { chats: [{ chatId, expectedVersion: version }], toAgentId: 'me' });
    expect(unseen.body).toMatchObject({ transferred: [], skipped: [{ chatId, code: 'not_found' }] });
  });

  it.each([
    [{ toAgentId: 'me' }],
    [{ chats: [], toAgentId: 'me' }],
    [{ chats: [{ chatId: uuid(), expectedVersion: 1 }], all: true, toAgentId: 'me' }],
    [{ fromAgentId: uuid(), toAgentId: 'me' }],
    [{ chats: Array.from({ length: 101 }, () => ({ chatId: uuid(), expectedVersion: 1 })), toAgentId: 'me' }],
    [{ chats: [{ chatId: uuid() }], toAgentId: 'me' }],
  ])('refuses %#', async (body) => {
    expect((await transfer(owner, body)).status).toBe(400);
  });

  it('needs a key, an agent who can take chats, and a giver that exists', async () => {
    const [chat] = await chatsOfAna(1);
    const body = { chats: [chat], toAgentId: uuid() };
    expect(
      (await suite.call('POST', `/v1/shops/${shopId}/transfers`, { token: ana.token, body })).status,
    ).toBe(400);
    expect((await transfer(ana, body)).body.code).toBe('agent.not_available');
    expect((await transfer(owner, { fromAgentId: uuid(), all: true, toAgentId: 'me' })).status).toBe(404);
  });

  it('finds whom to give chats to by nickname', async () => {
    const targets = (q: string) =>
      suite.call('GET', `/v1/shops/${shopId}/transfer-targets?q=${q}`, ana).then(({ body }) => body.items);
    expect(await targets('be')).toMatchObject([
      {
        id: ben.userId,
        nickname: 'Ben',
        role: 'agent',
        maxCapacity: 1,
        acceptChats: false,
        presence: 'offline',
      },
    ]);
    expect(await targets('%25')).toEqual([]);
    expect(await targets('o')).toMatchObject([{ role: 'owner' }]);
  });

  it('shows team leaders each agent’s load and why an agent gets no chats', async () => {
    const { body } = await suite.call('GET', `/v1/shops/${shopId}/workload`, owner);
    const of = (person: Person) => body.items.find(({ id }: { id: string }) => id === person.userId);
    expect(of(ana)).toMatchObject({ eligible: true, reason: null });
    expect(of(ben)).toMatchObject({ eligible: false, reason: 'not_accepting' });
    expect(body.queue).toEqual({ length: 0, oldestWaitingSince: null, oldestWaitSeconds: 0 });
    expect((await suite.call('GET', `/v1/shops/${shopId}/workload`, ana)).status).toBe(403);
  });

  it('counts no more of a queue than anybody reads, and tells how long its first one waits', async () => {
    const { shopId: crowded, accountId: account } = await suite.shop();
    const leader = await suite.person(account, { role: 'owner', profile: { acceptChats: false } });
    await suite.database.query(
      `insert into chat (id, account_id, shop_id, customer_id, state, arrival, opened_at, waiting_since, last_message_at, seq)
       select uuidv7(), $2, $1, 'waiting-' || n, 'queued', nextval('arrival'), now(),
              case when n = 7 then now() - interval '1 hour' else now() end, now(), 1
         from generate_series(1, 10001) as n`,
      [crowded, account],
    );
    const { body } = await suite.call('GET', `/v1/shops/${crowded}/workload`, leader);
    expect(body.queue).toMatchObject({ length: 10_000 });
    expect(body.queue.oldestWaitSeconds).toBeGreaterThanOrEqual(3_600);
  });

  it('tells of every agent, page by page, by nickname, however many there are', async () => {
    const { shopId: large, accountId: account } = await suite.shop();
    const leader = await suite.person(account, { role: 'owner' });
    await suite.database.query(
      `insert into agent (shop_id, id, account_id, member_version, profile_version, active, accepting, role, nickname)
       select $1, uuidv7(), $2, 1, 1, true, true, 'agent',
              case when n % 10 > 0 then (array['Ana', 'ana', 'Bo', 'ÖZ'])[n % 4 + 1] end
         from generate_series(1, 1100) n`,
      [large, account],
    );
    const seen: { id: string; nickname: string }[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const url = `/v1/shops/${large}/workload?limit=100${from}`;
      const { body }: Answer = await suite.call('GET', url, leader);
      expect(body.queue).toMatchObject({ length: 0 });
      seen.push(...body.items);
      cursor = body.nextCursor;
    }
    // the owner is an agent of the shop, too
    expect(seen).toHaveLength(1_101);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(1_101);
    const named = seen.map(({ nickname }) => nickname.toLowerCase()).filter((name) => name !== 'agent');
    expect([...new Set(named)]).toEqual(['ana', 'bo', 'öz']);
    const foreign = Buffer.from('["x"]').toString('base64url');
    expect((await suite.call('GET', `/v1/shops/${large}/workload?cursor=${foreign}`, leader)).status).toBe(
      400,
    );
  });
});
