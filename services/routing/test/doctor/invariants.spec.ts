import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contradictions } from '../../src/doctor/contradictions.js';
import { agreements, invariantNamed, invariants } from '../../src/doctor/invariants.js';
import { EngineLab } from '../engine/engine-lab.js';
import type { EngineProcess } from '../engine/engine-process.js';
import { expectSound } from '../engine/expect-sound.js';
import { none, unfairLeads, violations } from '../engine/invariants.js';
import { ShopFixture } from '../engine/shop-fixture.js';

interface Case {
  /** The check that has to name it, and no other one. */
  name: string;
  broken: string;
  /** `$1` is the shop, `$2` and `$3` its two agents. */
  sql: string;
  found: Record<string, unknown>;
  chats?: number;
}

const anyChat = `(select id from chat where shop_id = $1 order by customer_id limit 1)`;

const cases: Case[] = [
  {
    name: 'messages-have-a-chat',
    broken: 'a message of a chat that does not exist',
    sql: `insert into message (shop_id, id, chat_id, seq, direction, text, sent_at, accepted_at)
          select $1, uuidv7(), uuidv7(), 1, 'in', 'hello', now(), now()`,
    found: { chat: expect.any(String), message: expect.any(String) },
  },
  {
    name: 'threads-complete',
    broken: 'a message that is gone',
    sql: `delete from message where shop_id = $1 and chat_id = ${anyChat} and seq = 1`,
    found: { seq: 1, messages: 0 },
  },
  {
    name: 'threads-complete',
    broken: 'a gap before the last message',
    sql: `with moved as (update message set seq = 2 where shop_id = $1 and chat_id = ${anyChat} returning chat_id)
          update chat set seq = 2 where id = (select chat_id from moved)`,
    found: { seq: 2, messages: 1, first: 2, last: 2 },
  },
  {
    name: 'threads-complete',
    broken: 'a message that should have been forgotten',
    sql: `update chat set forgotten_seq = 1 where id = ${anyChat}`,
    found: { seq: 1, forgotten: 1, messages: 1 },
  },
  {
    name: 'open-count',
    broken: 'a counter that drifted',
    sql: 'update agent set open_count = open_count + 1, version = version + 1 where shop_id = $1 and id = $2',
    found: { open_count: 3, assigned: 2 },
  },
  {
    name: 'holder-known',
    broken: 'two chats whose agents were exchanged behind everybody’s back',
    sql: `update chat set agent_id = case agent_id when $2::uuid then $3::uuid else $2::uuid end
          where id in (select distinct on (agent_id) id from chat where shop_id = $1 order by agent_id, id)`,
    found: { version: 2 },
  },
  {
    name: 'automatic-below-capacity',
    broken: 'a decision that found its agent full',
    sql: `update assignment set open_count = capacity where chat_id = ${anyChat}`,
    found: { open_count: 10, capacity: 10 },
  },
  {
    name: 'lost-agents-hold-nothing',
    broken: 'an agent who lost the shop and kept the chats',
    sql: `with gone as (
            update member set status = 'deactivated' where user_id = $2
              and account_id = (select account_id from shop where id = $1))
          update agent set active = false where shop_id = $1 and id = $2`,
    found: { open_count: 2 },
  },
  {
    name: 'events-follow-rows',
    broken: 'an event that never was: the last one',
    sql: `delete from outbox where key = ${anyChat}::text and type = 'routing.chat.assigned.v1'`,
    found: { version: 1, row: 2 },
  },
  {
    name: 'events-follow-rows',
    broken: 'an event that never was: the first one of a later one',
    sql: `update outbox set payload = jsonb_set(payload, '{chat,version}', '3') where key = ${anyChat}::text
            and type = 'routing.chat.assigned.v1'`,
    found: { version: 3, before: 1, row: 2 },
  },
  {
    name: 'events-follow-rows',
    broken: 'a change without any event',
    sql: `with older as (
            insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, payload, created_at)
            values (uuidv7(), 'x', 'x', 'x', 'x', 'x', '{}', now() - interval '1 hour'))
          delete from outbox where key = ${anyChat}::text and topic = 'routing.chats.v1'`,
    found: { version: 2, before: null },
  },
  {
    name: 'events-follow-rows',
    broken: 'a version told twice',
    sql: `insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, payload, shop_id)
          select uuidv7(), aggregate_type, aggregate_id, type, topic, key, payload, shop_id from outbox
           where key = ${anyChat}::text and type = 'routing.chat.assigned.v1'`,
    found: { version: 2, before: 2 },
  },
  {
    name: 'queue-is-served',
    broken: 'a chat whose arrival started no pick',
    sql: `with queued as (
            update chat set state = 'queued', agent_id = null where id = ${anyChat} and agent_id = $2 returning id)
          update agent set open_count = open_count - 1 where shop_id = $1 and id = $2`,
    found: { version: 2 },
  },
  {
    name: 'nobody-overtaken',
    broken: 'a younger chat that was served while an older one waited',
    chats: 21,
    sql: `update chat set arrival = 0, waiting_since = waiting_since - interval '1 minute' where shop_id = $1 and state = 'queued'`,
    found: { version: 1, younger: expect.any(String) },
  },
  {
    name: 'moves-follow-each-other',
    broken: 'a chat taken from somebody who did not have it',
    sql: `with moved as (
            insert into assignment (id, chat_id, version, shop_id, at, kind, actor, from_agent_id, agent_id)
            select uuidv7(), id, version + 1, shop_id, now(), 'manual', '{}', $3, agent_id
              from chat where id = ${anyChat}
            returning chat_id),
          told as (
            insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, payload, shop_id)
            select uuidv7(), aggregate_type, aggregate_id, type, topic, key, jsonb_set(payload, '{chat,version}', '3'), shop_id
              from outbox where key = (select chat_id from moved)::text and type = 'routing.chat.assigned.v1')
          update chat set version = version + 1 where id = (select chat_id from moved) and agent_id <> $3`,
    found: { version: 3 },
  },
];

const brokenConstraints: Case[] = [
  {
    name: 'one-chat-per-customer',
    broken: 'a second chat of a customer',
    sql: `with twin as (
            insert into chat (id, account_id, shop_id, customer_id, state, arrival, opened_at, last_message_at, seq)
            select uuidv7(), account_id, shop_id, customer_id, 'closed', arrival, opened_at, last_message_at, 1
              from chat where id = ${anyChat} returning *)
          insert into message (shop_id, id, chat_id, seq, direction, text, sent_at, accepted_at)
          select shop_id, uuidv7(), id, 1, 'in', 'hello', now(), now() from twin`,
    found: { other: expect.any(String) },
  },
  {
    name: 'capacity-in-bounds',
    broken: 'a capacity of 1,000',
    sql: 'update agent set capacity = 1000 where shop_id = $1 and id = $2',
    found: { capacity: 1_000 },
  },
];

const disagreements: Case[] = [
  {
    name: 'agents-follow-members',
    broken: 'an agent who is active although the member is not',
    sql: `update member set status = 'deactivated' where user_id = $2`,
    found: {},
  },
  {
    name: 'agents-follow-settings',
    broken: 'presence asked of one agent only',
    sql: 'update agent set presence_required = true where shop_id = $1 and id = $2',
    found: {},
  },
  {
    name: 'presence-agrees',
    broken: 'somebody told online whom the engine takes for offline',
    sql: `with shops as (update shop set require_presence = true where id = $1),
          told as (insert into agent_load (shop_id, agent_id, open_chats, online, version, published_at) values ($1, $2, 2, true, 1, now()), ($1, $3, 2, false, 1, now()))
          update agent set presence_required = true, online = false where shop_id = $1`,
    found: { online: 0, told: 1 },
  },
  {
    name: 'loads-told',
    broken: 'open chats that were not published',
    sql: `insert into agent_load (shop_id, agent_id, open_chats, online, version, published_at) values ($1, $2, 1, true, 1, now()), ($1, $3, 2, true, 1, now())`,
    found: { open_count: 2, told: 1 },
  },
];

describe('each check names its own violation and is silent otherwise', () => {
  let lab: EngineLab;
  let process: EngineProcess;
  beforeAll(async () => {
    lab = await EngineLab.open();
    process = await lab.process();
  });
  afterAll(() => lab.close());

  /** Two agents with room for ten each. */
  async function loaded(chats = 4): Promise<ShopFixture> {
    const shop = await ShopFixture.create(process, [{ capacity: 10 }, { capacity: 10 }]);
    for (let sent = 0; sent < chats; sent++) {
      await shop.write(process);
      await process.quiet();
    }
    return shop;
  }
  const breakRows = (shop: ShopFixture, { sql }: Case) => {
    const values = [shop.shopId, ...shop.agentIds];
    return lab.database.query(
      sql.replace(/\$(\d)(::uuid)?/g, (_all, at: string) => `'${values[Number(at) - 1]}'::uuid`),
    );
  };

  it('a shop in which everything happened is healthy', async () => {
    const shop = await loaded(25);
    await process.agents.profiles([shop.profile(shop.agentIds[0]!, { capacity: 20 })]);
    await process.quiet();
    await process.agents.member(shop.member(shop.agentIds[1]!, { status: 'deactivated' }));
    await process.quiet();
    await process.agents.member(shop.member(shop.agentIds[1]!));
    await process.quiet();
    await shop.write(process, { customerId: 'customer-1' });
    const rows = await lab.database.query<{ id: string }>(
      `select id from chat where shop_id = $1 and state = 'assigned' limit 5`,
      [shop.shopId],
    );
    for (const { id } of rows)
      await lab.database.query(
        `select close_chat_v1(shop_id, id, version, seq, '{"kind":"system","id":null}', 'manual') from chat where id = $1`,
        [id],
      );
    await process.reconciler.shop(shop.shopId);
    await process.quiet();
    await expectSound(process, shop.shopId);
  });

  it.each(cases)('$name: $broken', async (broken) => {
    const shop = await loaded(broken.chats);
    expect(await violations(process, shop.shopId)).toEqual(none);
    await breakRows(shop, broken);
    const found = await violations(process, shop.shopId);
    expect(Object.keys(found)).toEqual([broken.name]);
    expect(found[broken.name]![0]).toMatchObject(broken.found);
  });

  it('every invariant has such a case', () => {
    const shown = [...cases, ...brokenConstraints].map(({ name }) => name);
    const all = invariants.filter(({ holds }) => holds !== 'run').map(({ name }) => name);
    expect([...new Set(shown)].sort()).toEqual([...all].sort());
    expect(disagreements.map(({ name }) => name)).toEqual(agreements.map(({ name }) => name));
  });

  it.each(disagreements)('$name: $broken', async (broken) => {
    const shop = await loaded();
    await breakRows(shop, broken);
    const { violations: found } = await contradictions(
      process.database,
      invariantNamed(broken.name),
      shop.shopId,
    );
    expect(found).toEqual([expect.objectContaining({ agent: shop.agentIds[0], ...broken.found })]);
  });

  it('fair-shares: a lead of two', async () => {
    const shop = await loaded();
    expect(await unfairLeads(process, shop.shopId)).toEqual([]);
    await lab.database.query('update agent set open_count = open_count + 2 where shop_id = $1 and id = $2', [
      shop.shopId,
      shop.agentIds[0],
    ]);
    expect(await unfairLeads(process, shop.shopId)).toEqual([
      expect.objectContaining({ agent: shop.agentIds[0], behind: shop.agentIds[1], behind_open: 2 }),
    ]);
  });

  it('goes through all pages', async () => {
    const shop = await loaded(5);
    await lab.database.query('delete from message where shop_id = $1', [shop.shopId]);
    const found = await contradictions(process.database, invariantNamed('threads-complete'), shop.shopId, 2);
    expect(found.checked).toBe(5);
    expect(found.violations).toHaveLength(5);
  });

  describe('where a constraint stands before it', () => {
    beforeAll(async () => {
      await lab.database.query('alter table chat drop constraint chat_shop_id_customer_id_key');
      await lab.database.query('alter table agent drop constraint agent_capacity_check');
    });

    it.each(brokenConstraints)('$name: $broken', async (broken) => {
      const shop = await loaded();
      await breakRows(shop, broken);
      const found = await violations(process, shop.shopId);
      expect(Object.keys(found)).toEqual([broken.name]);
      expect(found[broken.name]![0]).toMatchObject(broken.found);
    });
  });
});
