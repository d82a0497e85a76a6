import { Injectable } from '@nestjs/common';
import { openDirectConnection, TransactionRunner } from '@switchboard/persistence';
import { FaultProxy, type Collected, type TestService } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { Outbox, type OutgoingEvent, type RelayedRow, type RelayHook } from '../src/index.js';
import { eventually } from './eventually.js';
import { faultyKafka, type FaultyKafka } from './faulty-kafka.js';
import { prepareGround, startProbe, wipe, type Ground } from './probe.js';
import { accountId, assigned, member, memberData } from './samples.js';

const topics = ['routing.chats.v1', 'identity.members.v1'];

@Injectable()
class Hook implements RelayHook {
  static away = false;
  static seen: Array<{ key: string; version: number }> = [];

  async beforeMark(rows: readonly RelayedRow[]): Promise<void> {
    if (Hook.away) throw new Error('Redis is away');
    for (const { key, payload } of rows)
      Hook.seen.push({ key, version: (payload as { chat: { version: number } }).chat?.version });
  }
}

describe('the relay under faults', () => {
  let ground: Ground;
  let published: Collected;
  let kafka: FaultyKafka;
  const probes: TestService[] = [];

  beforeAll(async () => {
    ground = await prepareGround(topics);
    published = await ground.broker.consume(topics);
    kafka = await faultyKafka(ground, { produceTimeoutMs: 600 });
  });
  beforeEach(async () => {
    await wipe(ground);
    published.messages.length = 0;
  });
  afterEach(async () => {
    kafka.start();
    Hook.away = false;
    await Promise.all(probes.splice(0).map((probe) => probe.close()));
  });
  afterAll(async () => {
    await kafka?.proxy.close();
    await ground?.close();
  });

  const start = async (settings: Partial<Parameters<typeof startProbe>[0]> = {}): Promise<TestService> => {
    const probe = await startProbe({ ground, ...settings });
    probes.push(probe);
    return probe;
  };
  const append = (probe: TestService, events: OutgoingEvent[]) =>
    probe.app.get(TransactionRunner).run((tx) => probe.app.get(Outbox).append(tx, events));
  const unpublished = async (): Promise<number> => {
    const [row] = await ground.database.query<{ open: number }>(
      'select count(*)::int as open from outbox where published_at is null',
    );
    return row!.open;
  };
  const versionsOf = (key: string): number[] =>
    published.messages
      .filter((message) => message.key === key)
      .map(({ value }) => {
        const data = value as { version?: number; chat?: { version: number } };
        return data.chat?.version ?? data.version!;
      });
  // Other test files have relays of the same name on the same server.
  const cutRelays = () =>
    ground.database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'probe-relay'`,
    );
  const everyLaneHeld = () =>
    eventually(
      async () =>
        (
          await ground.database.query(
            `select 1 from pg_locks where locktype = 'advisory' and objsubid = 2 and granted
             and database = (select oid from pg_database where datname = current_database())`,
          )
        ).length >= 4,
      { describe: 'every lane held' },
    );
  /** In the order in which they came first: what was sent again is no change. */
  const firstsOf = (key: string): number[] => [...new Set(versionsOf(key))];
  const dueNow = () => ground.database.query('update outbox_republish set due_at = clock_timestamp()');

  it('two relays share the lanes: every event once, in the order of its key', async () => {
    const [one, two] = [await start(), await start()];
    const chats = Array.from({ length: 10 }, () => uuid());
    for (let version = 1; version <= 20; version += 1)
      await Promise.all(chats.map((chat, at) => append(at % 2 ? one : two, [assigned(chat, version)])));
    await eventually(() => published.messages.length >= 200);
    await eventually(async () => (await unpublished()) === 0);
    for (const chat of chats) expect(versionsOf(chat)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
  });

  it('a relay that dies loses nothing, and the other one takes its lanes', async () => {
    const [one, two] = [await start(), await start()];
    const chats = Array.from({ length: 12 }, () => uuid());
    const writing = (async () => {
      for (let version = 1; version <= 30; version += 1) {
        await Promise.all(chats.map((chat) => append(one, [assigned(chat, version)])));
        if (version % 10 === 0) await cutRelays();
      }
    })();
    await writing;
    await one.close();
    await append(two, [assigned(chats[0]!, 31)]);
    await eventually(async () => (await unpublished()) === 0, { timeoutMs: 20_000 });
    for (const chat of chats) {
      await eventually(() => firstsOf(chat).length >= 30);
      const firsts = firstsOf(chat).filter((version) => version <= 30);
      expect(firsts).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
    }
    probes.splice(0, 1);
  });

  it('the broker is stopped and started again: all of it arrives, in order', async () => {
    kafka.stop();
    const probe = await start({ messaging: { connector: kafka.connector } });
    const chat = uuid();
    for (let version = 1; version <= 5; version += 1) await append(probe, [assigned(chat, version)]);
    kafka.start();
    await eventually(() => firstsOf(chat).length === 5, { timeoutMs: 20_000 });
    kafka.stop();
    for (let version = 6; version <= 10; version += 1) await append(probe, [assigned(chat, version)]);
    kafka.start();
    await eventually(() => firstsOf(chat).length === 10, { timeoutMs: 20_000 });
    expect(firstsOf(chat)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('a produce without an answer is sent again, and the state once more when no late one can come', async () => {
    // When it is due again the test says.
    const probe = await start({ messaging: { connector: kafka.connector, lateProduceMs: 600_000 } });
    const warm = member(uuid());
    await append(probe, [warm]);
    await published.waitFor((message) => message.key.endsWith(warm.data.userId));
    kafka.proxy.mode = 'drop-answers';
    const state = member(uuid(), 1);
    const key = `${accountId}:${state.data.userId}`;
    await append(probe, [state]);
    await published.waitFor((message) => message.key === key);
    // The answer may still be on its way when the record is here: it is lost until the relay gave it up.
    const due = () => ground.database.query('select 1 from outbox_republish where key = $1', [key]);
    await eventually(async () => (await due()).length === 1);
    kafka.proxy.mode = 'pass';
    await eventually(() => versionsOf(key).length >= 2);
    await eventually(async () => (await unpublished()) === 0, { timeoutMs: 20_000 });
    expect(await due()).toHaveLength(1);
    const sent = versionsOf(key).length;
    await dueNow();
    await eventually(() => versionsOf(key).length > sent);
    await eventually(
      async () => (await ground.database.query('select 1 from outbox_republish')).length === 0,
    );
  });

  it('an older state that arrives after a takeover does not stay the last one', async () => {
    const userId = uuid();
    const key = `${accountId}:${userId}`;
    kafka.proxy.mode = 'hang';
    const one = await start({ messaging: { connector: kafka.connector } });
    await append(one, [member(userId, 1)]);
    await everyLaneHeld();
    await one.close();
    probes.splice(0, 1);

    const two = await start({ messaging: { lateProduceMs: 600_000 } });
    await eventually(() => versionsOf(key).includes(1));
    await append(two, [member(userId, 2)]);
    await eventually(() => versionsOf(key).includes(2));
    const lateProduce = published.messages.find((message) => message.key === key)!;
    await ground.broker.produce('identity.members.v1', [
      { key, headers: lateProduce.headers, value: memberData(userId, 1) },
    ]);
    await eventually(() => versionsOf(key).at(-1) === 1);
    await dueNow();
    await eventually(() => versionsOf(key).at(-1) === 2);
  });

  it('a state that is published once more is the newest that Kafka has, marked or not', async () => {
    const probe = await start({ relay: { hook: Hook } });
    const userId = uuid();
    const key = `${accountId}:${userId}`;
    await append(probe, [member(userId, 1)]);
    await eventually(async () => (await unpublished()) === 0);
    await eventually(
      async () => (await ground.database.query('select 1 from outbox_republish')).length === 0,
    );
    Hook.away = true;
    await append(probe, [member(userId, 2)]);
    await eventually(() => versionsOf(key).includes(2));
    await ground.database.query(
      `insert into outbox_republish select topic, key, lane, seq, clock_timestamp() from outbox where published_at is not null and key = $1`,
      [key],
    );
    await eventually(
      async () => (await ground.database.query('select 1 from outbox_republish')).length === 0,
    );
    const since = () => versionsOf(key).slice(versionsOf(key).indexOf(2));
    await eventually(() => since().length === 2);
    expect(since()).toEqual([2, 2]);
    expect(await unpublished()).toBe(1);
  });

  it('a hook that fails holds back marks, not Kafka, and is called for every row in order', async () => {
    Hook.away = true;
    Hook.seen = [];
    const probe = await start({ relay: { hook: Hook } });
    const chat = uuid();
    for (let version = 1; version <= 5; version += 1) await append(probe, [assigned(chat, version)]);
    await eventually(() => versionsOf(chat).length === 5);
    expect(await unpublished()).toBe(5);
    Hook.away = false;
    await eventually(async () => (await unpublished()) === 0);
    expect(Hook.seen.filter(({ key }) => key === chat).map(({ version }) => version)).toEqual([
      1, 2, 3, 4, 5,
    ]);
    expect(versionsOf(chat)).toEqual([1, 2, 3, 4, 5]);
  });

  it('while Kafka is away the hook goes on, once per row', async () => {
    Hook.seen = [];
    kafka.stop();
    const probe = await start({ relay: { hook: Hook }, messaging: { connector: kafka.connector } });
    const chat = uuid();
    for (let version = 1; version <= 5; version += 1) await append(probe, [assigned(chat, version)]);
    await eventually(() => Hook.seen.length === 5);
    expect(versionsOf(chat)).toEqual([]);
    kafka.start();
    await eventually(async () => (await unpublished()) === 0, { timeoutMs: 20_000 });
    await eventually(() => firstsOf(chat).length === 5);
    expect(firstsOf(chat)).toEqual([1, 2, 3, 4, 5]);
    expect(Hook.seen.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
  });

  it('a hook that never works does not hold up the end of the process', async () => {
    Hook.away = true;
    const probe = await start({ relay: { hook: Hook } });
    const sent = assigned(uuid());
    await append(probe, [sent]);
    await published.waitFor(({ key }) => key === sent.data.chat.id);
    probes.splice(0, 1);
    await probe.close();
    expect(await unpublished()).toBe(1);
  });

  it('a database that no longer answers is left for a new connection', async () => {
    const proxy = await FaultProxy.toUrl(ground.database.url);
    const probe = await start({ messaging: { databaseUrl: proxy.url, relayAnswerMs: 500 } });
    const [before, after] = [assigned(uuid()), assigned(uuid())];
    await append(probe, [before]);
    await published.waitFor(({ key }) => key === before.data.chat.id);
    proxy.mode = 'hang';
    await append(probe, [after]);
    await eventually(async () =>
      /lanes_held\{.*\} 0/.test(await (await fetch(`${probe.url}/metrics`)).text()),
    );
    proxy.mode = 'pass';
    proxy.cut();
    await published.waitFor(({ key }) => key === after.data.chat.id);
    probes.splice(0, 1);
    await probe.close();
    await proxy.close();
  });

  it('a query that fails while the connection lives restarts the relay', async () => {
    const probe = await start({ messaging: { relayPollMs: 60_000 } });
    const before = assigned(uuid());
    await append(probe, [before]);
    await published.waitFor(({ key }) => key === before.data.chat.id);
    const url = ground.database.adminUrl;
    const other = await openDirectConnection({ url, schema: 'probe', applicationName: 'locker' });
    await other.query('begin');
    await other.query('lock table outbox in access exclusive mode');
    await eventually(
      async () =>
        (
          await other.query(
            `select pg_cancel_backend(pid) from pg_stat_activity
             where datname = current_database() and application_name = 'probe-relay' and wait_event_type = 'Lock'`,
          )
        ).rows.length > 0,
    );
    await other.query('rollback');
    await other.end();
    const after = assigned(uuid());
    await append(probe, [after]);
    await published.waitFor(({ key }) => key === after.data.chat.id);
  });

  it('a process that holds no lane notifies the others, and one that holds all of them notifies none', async () => {
    const one = await start();
    await everyLaneHeld();
    const two = await start();
    const listener = await openDirectConnection({
      url: ground.database.adminUrl,
      schema: 'probe',
      applicationName: 't',
    });
    const heard: string[] = [];
    listener.on('notification', ({ payload }) => heard.push(payload ?? ''));
    await listener.query('listen switchboard_outbox');
    const published = async (probe: TestService) => {
      await append(probe, [assigned(uuid())]);
      await eventually(async () => (await unpublished()) === 0);
    };
    await published(one);
    await published(one);
    expect(heard).toEqual([]);
    await published(two);
    await eventually(() => heard.length === 1);
    expect(heard[0]).toMatch(/^[0-3]$/);
    await listener.end();
  });
});
