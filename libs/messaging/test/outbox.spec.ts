import { chatAssigned, EventNotProducibleError } from '@switchboard/contracts';
import { Database, TransactionRunner } from '@switchboard/persistence';
import { type Collected, type TestService } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { event, Outbox } from '../src/index.js';
import { PartitionKeeper } from '../src/partitions/partition-keeper.js';
import { eventually } from './eventually.js';
import { prepareGround, startProbe, type Ground } from './probe.js';
import { accountId, assigned, chatChange, member, shopId } from './samples.js';

const aDay = 86_400_000;

describe('the outbox and its relay', () => {
  let ground: Ground;
  let probe: TestService;
  let outbox: Outbox;
  let transactions: TransactionRunner;
  let published: Collected;

  beforeAll(async () => {
    ground = await prepareGround(['routing.chats.v1', 'identity.members.v1']);
    probe = await startProbe({ ground, messaging: { relayPollMs: 60_000 } });
    outbox = probe.app.get(Outbox);
    transactions = probe.app.get(TransactionRunner);
    published = await ground.broker.consume(['routing.chats.v1', 'identity.members.v1']);
  });
  afterAll(async () => {
    await probe?.close();
    await ground?.close();
  });

  const versionsOf = (key: string): number[] =>
    published.messages
      .filter((message) => message.key === key)
      .map(({ value }) => (value as { chat: { version: number } }).chat.version);

  it('publishes what a transaction appended, as a CloudEvent in binary mode', async () => {
    const sent = assigned(uuid());
    await transactions.run((tx) => outbox.append(tx, [sent]));
    const message = await published.waitFor(({ key }) => key === sent.data.chat.id);
    expect(message.value).toEqual(sent.data);
    expect(message.headers).toEqual({
      ce_specversion: '1.0',
      ce_id: sent.id,
      ce_type: 'routing.chat.assigned.v1',
      ce_source: '/switchboard/probe',
      ce_subject: sent.data.chat.id,
      ce_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      'content-type': 'application/json',
      accountid: accountId,
      shopid: shopId,
    });
  });

  it('publishes nothing of a transaction that was rolled back', async () => {
    const [lost, kept] = [assigned(uuid()), assigned(uuid())];
    await expect(
      transactions.run(async (tx) => {
        await outbox.append(tx, [lost]);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await transactions.run((tx) => outbox.append(tx, [kept]));
    await published.waitFor(({ key }) => key === kept.data.chat.id);
    expect(versionsOf(lost.data.chat.id)).toEqual([]);
  });

  it('keeps the order of commits per aggregate when many transactions race', async () => {
    const chats = Array.from({ length: 8 }, () => uuid());
    for (const chat of chats) await ground.database.query('insert into aggregate values ($1, 0)', [chat]);
    const change = (chat: string) =>
      transactions.run(async (tx) => {
        const [row] = await tx.query<{ version: number }>(
          'update aggregate set version = version + 1 where id = $1 returning version',
          [chat],
        );
        await outbox.append(tx, [assigned(chat, row!.version)]);
      });
    await Promise.all(Array.from({ length: 200 }, (_, at) => change(chats[at % chats.length]!)));
    for (const chat of chats) {
      await eventually(() => versionsOf(chat).length >= 25);
      expect(versionsOf(chat)).toEqual(Array.from({ length: 25 }, (_, at) => at + 1));
    }
  });

  it('publishes a smaller number that commits later', async () => {
    const [early, late] = [assigned(uuid()), assigned(uuid())];
    let release!: () => void;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const slow = transactions.run(async (tx) => {
      await outbox.append(tx, [early]);
      await gate;
    });
    await eventually(async () => {
      const [row] = await ground.database.query<{ open: number }>(
        `select count(*)::int as open from pg_stat_activity
         where datname = current_database() and state = 'idle in transaction' and application_name = 'probe'`,
      );
      return row!.open > 0;
    });
    await transactions.run((tx) => outbox.append(tx, [late]));
    await published.waitFor(({ key }) => key === late.data.chat.id);
    release();
    await slow;
    await published.waitFor(({ key }) => key === early.data.chat.id);
  });

  it('takes events that an SQL function enqueues', async () => {
    const chat = uuid();
    await probe.app.get(Database).query(
      `select enqueue_events(array[row('chat', $1::text, 'routing.chat.assigned.v1', 'routing.chats.v1', $1,
         jsonb_build_object('ce_subject', $1::text, 'accountid', $2::text, 'shopid', $3::text), $4::jsonb, '{}',
         $3::uuid)::outgoing_event])`,
      [chat, accountId, shopId, JSON.stringify(chatChange(chat))],
    );
    outbox.committed();
    const message = await published.waitFor(({ key }) => key === chat);
    expect(message.headers).toMatchObject({ ce_subject: chat, shopid: shopId });
  });

  it('refuses data that its definition refuses, and what Kafka would not take', async () => {
    const bad = event(chatAssigned, { ...chatChange(uuid()), extra: 1 } as never, { accountId, shopId });
    await expect(transactions.run((tx) => outbox.append(tx, [bad]))).rejects.toThrow(EventNotProducibleError);
    const huge = member(uuid());
    huge.data = { ...huge.data, shopAccess: Array.from({ length: 10_000 }, () => uuid()) };
    await transactions.run((tx) => outbox.append(tx, [huge]));
    await published.waitFor(({ key }) => key === `${accountId}:${huge.data.userId}`);
  });

  it('marks what it published and leaves nothing behind', async () => {
    await eventually(async () => {
      const [row] = await ground.database.query<{ open: number }>(
        'select count(*)::int as open from outbox where published_at is null',
      );
      return row!.open === 0;
    });
    const metrics = await (await fetch(`${probe.url}/metrics`)).text();
    expect(metrics).toMatch(/switchboard_events_produced_total\{topic="routing.chats.v1",.*\} \d+/);
    expect(metrics).toMatch(/switchboard_outbox_lanes_held\{.*\} 4/);
    expect(metrics).toContain('switchboard_outbox_oldest_unpublished_seconds');
  });

  it('drops days that are over, but never a row that Kafka has not got', async () => {
    const keeper = probe.app.get(PartitionKeeper);
    const days = async () =>
      (
        await ground.database.query<{ name: string }>(
          `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
           where i.inhparent in ('outbox'::regclass, 'inbox'::regclass) and c.relname ~ '_d' order by 1`,
        )
      ).map(({ name }) => name);
    // The tables may have been made before midnight: then there is a day more.
    const at = new Date();
    const named = (table: string, ahead: number) =>
      `${table}_d${new Date(at.getTime() + ahead * aDay).toISOString().slice(0, 10).replaceAll('-', '')}`;
    await ground.database.setNow(at);
    await keeper.keep();
    const before = await days();
    expect(before).toEqual(
      expect.arrayContaining(
        ['outbox', 'inbox'].flatMap((table) => [0, 1, 2].map((ahead) => named(table, ahead))),
      ),
    );
    const [unsent] = await ground.database.query<{ day: string }>(
      `update outbox set published_at = null where seq = (select max(seq) from outbox) returning tableoid::regclass::text as day`,
    );
    await ground.database.setNow(new Date(at.getTime() + 30 * aDay));
    await keeper.keep();
    const held = await days();
    expect(held.filter((name) => before.includes(name))).toEqual([unsent!.day]);
    expect(held).toHaveLength(7);
    outbox.committed();
    await eventually(async () => {
      await keeper.keep();
      return (await days()).length === 6;
    });
    await ground.database.setNow(undefined);
  });

  it('empties the default partition by the same rule', async () => {
    await ground.database.query(
      `insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, payload, created_at, published_at)
       select gen_random_uuid(), 't', 't', 't', 't', note, '{}', switchboard_now() - age, switchboard_now()
       from (values ('gone', interval '4 days'), ('kept', interval '25 hours')) as v(note, age)`,
    );
    await ground.database.query(
      `insert into inbox (consumer, event_id, day)
       select 'c', gen_random_uuid(), date_trunc('day', switchboard_now()) - days * interval '1 day' from (values (20), (5)) as v(days)`,
    );
    await probe.app.get(PartitionKeeper).keep();
    expect(await ground.database.query('select key from outbox_other')).toEqual([{ key: 'kept' }]);
    expect(await ground.database.query('select 1 from inbox_other')).toHaveLength(1);
  });
});
