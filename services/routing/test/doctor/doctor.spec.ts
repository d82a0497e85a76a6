import { jest } from '@jest/globals';
import { runOperator } from '@switchboard/chassis';
import { chatAssigned, encodeEvent, memberState, systemActor } from '@switchboard/contracts';
import { until } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import type { CheckReport } from '../../src/doctor/check.js';
import { DoctorCommand } from '../../src/operator/doctor.command.js';
import { ReloadRedisCommand } from '../../src/operator/reload-redis.command.js';
import type { Person } from '../played-neighbours.js';
import { RoutingSuite } from '../routing-suite.js';

/** Text that no answer of the doctor may repeat. */
const secret = 'Geheimnis';

describe('operator command doctor, real PostgreSQL, Redis and Kafka', () => {
  let suite: RoutingSuite;
  let shop: { shopId: string; accountId: string };
  let agents: Person[];
  const answered: string[] = [];
  const beside: string[] = [];
  const environment = { ...process.env };

  beforeAll(async () => {
    suite = await RoutingSuite.open();
    Object.assign(process.env, suite.variables());
    shop = await suite.shop();
    agents = [];
    for (let n = 0; n < 2; n++)
      agents.push(
        await suite.person(shop.accountId, {
          shops: [shop.shopId],
          profile: { maxCapacity: 3, nickname: secret },
        }),
      );
    const key = await suite.key(shop.accountId, ['inbound:write']);
    for (let n = 0; n < 8; n++) await suite.write(key, shop.shopId, `${secret}-${n}`, `${secret} ${n}`);
  });
  beforeEach(() => {
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => answered.push(String(text)) > 0);
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => beside.push(String(text)) > 0);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.exitCode = undefined;
  });
  afterAll(async () => {
    process.env = environment;
    await suite?.close();
  });

  const operate = async (...words: string[]): Promise<{ code: unknown; text: string; trouble: string }> => {
    answered.length = 0;
    beside.length = 0;
    process.exitCode = undefined;
    const commands = [new DoctorCommand(), new ReloadRedisCommand()];
    await runOperator({ service: 'routing', description: 'test', commands }, ['node', 'operator', ...words]);
    const [text, trouble] = [answered.join(''), beside.join('')];
    expect(text + trouble).not.toContain(secret);
    return { code: process.exitCode, text, trouble };
  };
  const run = (...words: string[]) => operate('doctor', ...words);
  const reports = async (...words: string[]): Promise<Map<string, CheckReport>> => {
    const { text } = await run('--json', ...words);
    const { checks } = JSON.parse(text) as { checks: CheckReport[] };
    return new Map(checks.map((report) => [report.name, report]));
  };
  const failures = (found: Map<string, CheckReport>) =>
    [...found.values()].filter(({ outcome }) => outcome !== 'ok').map(({ name }) => name);

  it('finds nothing in a suite that runs, but that team and translation do not, and says how much it looked at', async () => {
    await until(
      async () => {
        const rows = await suite.database.query('select 1 from outbox where published_at is null');
        return rows.length === 0;
      },
      { describe: 'every event out' },
    );
    const { code, text } = await run();
    expect(text).toMatch(/ok +5 +redis-agrees +2 agents of 1 shop\n/);
    expect(text).toMatch(/ok +1 +threads-complete +8 chats of 1 shop\n/);
    expect(text).toMatch(
      /ok +6 +chat-events-arrive +the last 14 records of the topic, 8 chats, 14 published events\n/,
    );
    expect(text).toMatch(/ok +knows-identity\.members\.v1 +2 states\n/);
    expect(text).toMatch(/\nFAILED +consumers-go-on +18 pairs of service and topic\n/);
    expect(text).not.toMatch(/- service routing/);
    expect(text).toMatch(/\n25 checks: 24 ok, 1 failed, 0 could not be made\n$/);
    expect(code).toBe(1);
  });

  it('explains itself, and refuses what is not a shop', async () => {
    expect((await run('--help')).text).toContain('Exit code: 0 nothing contradicts, 1 something does');
    expect((await run('--shop', 'x')).code).toBe(2);
    const nobodys = uuid();
    expect(await run('--shop', nobodys)).toEqual({
      code: 2,
      text: '',
      trouble: `Routing knows no shop ${nobodys}.\n`,
    });
  });

  it('names a command that says beforehand how much it would load again', async () => {
    const epoch = async () => (await suite.database.query('select epoch from shop'))[0];
    const before = await epoch();
    expect((await operate('reload-redis', '--all', '--dry-run')).text).toBe('1 shop would be loaded again\n');
    expect(await epoch()).toEqual(before);
  });

  it('says what cannot be reached', async () => {
    process.env['REDIS_URL'] = 'redis://127.0.0.1:1/0';
    const { code, trouble } = await run();
    expect(code).toBe(2);
    expect(trouble).toMatch(/^Redis cannot be reached/);
    process.env['REDIS_URL'] = suite.redis.url;
  });

  it('says of Kafka that it does not answer, and goes on with the rest; looks at one shop only where it is asked to', async () => {
    const other = await suite.shop();
    process.env['KAFKA_BROKERS'] = '127.0.0.1:1';
    const found = await reports('--shop', shop.shopId);
    expect(process.exitCode).toBe(2);
    expect(found.get('open-count')!.outcome).toBe('ok');
    expect(found.get('chat-events-arrive')!.outcome).toBe('unknown');
    expect((await reports('--shop', other.shopId)).get('open-count')).toMatchObject({
      outcome: 'ok',
      seen: '0 agents of 1 shop',
    });
    process.env['KAFKA_BROKERS'] = suite.variables()['KAFKA_BROKERS'];
  });

  describe('once no process repairs anything', () => {
    beforeAll(() => suite.stopProcesses());

    it('names each thing that is wrong, in its shop, and what to do', async () => {
      const [broken] = agents as [Person];
      const { query } = suite.database;
      const chat = (await query<{ id: string }>('select id from chat limit 1'))[0]!.id;
      // Redis forgot a chat; a chat was told of that nobody stored; an event never arrived; one never left
      await query('update agent set open_count = open_count - 1, version = version + 1 where id = $1', [
        broken.userId,
      ]);
      await tellOfNobodysChat();
      await query(
        `insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, payload, shop_id, published_at)
         select uuidv7(), aggregate_type, aggregate_id, type, topic, key, payload, shop_id, now() from outbox
          where key = $1 and type = 'routing.chat.opened.v1'`,
        [chat],
      );
      await query(
        `insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, payload, created_at)
         values (uuidv7(), 'x', 'x', 'x', 'audit.entries.v1', 'x', '{}', now() - interval '1 minute')`,
      );
      await query(
        `insert into parked_key (consumer, topic, key, partition, reason) values ('switchboard-routing', 'chat.inbound.v1', $1, 0, $1)`,
        [secret],
      );
      await suite.broker.produce('chat.inbound.v1.dlq', [{ key: secret, value: secret }]);
      await nextMember(broken);

      const found = await reports();
      expect(process.exitCode).toBe(1);
      expect(failures(found).sort()).toEqual([
        'chat-events-arrive',
        'consumers-go-on',
        'events-follow-rows',
        'knows-identity.members.v1',
        'loads-told',
        'nothing-parked',
        'open-count',
        'outbox-leaves',
        'queue-is-served',
        'redis-agrees',
      ]);
      const first = (name: string) => found.get(name)!.violations[0];
      expect(first('open-count')).toMatchObject({
        shop: shop.shopId,
        agent: broken.userId,
        open_count: 2,
        assigned: 3,
      });
      expect(first('redis-agrees')).toMatchObject({
        agent: broken.userId,
        field: 'open',
        redis: 3,
        postgres: 2,
      });
      expect(found.get('chat-events-arrive')!.violations).toEqual(
        expect.arrayContaining([expect.objectContaining({ row: null }), expect.objectContaining({ chat })]),
      );
      expect(first('outbox-leaves')).toMatchObject({ topic: 'audit.entries.v1' });
      expect(found.get('consumers-go-on')!.violations).toContainEqual(
        expect.objectContaining({ service: 'routing', topic: 'identity.members.v1' }),
      );
      expect(first('knows-identity.members.v1')).toMatchObject({ userId: broken.userId });
      expect(found.get('nothing-parked')).toMatchObject({
        violations: [{ topic: 'chat.inbound.v1', keys: 1 }],
        notes: ['1 record in chat.inbound.v1.dlq'],
      });
      expect(found.get('redis-agrees')!.advice).toContain('reload-redis');
    });
  });

  /** An event of a transaction that was rolled back. */
  async function tellOfNobodysChat(): Promise<void> {
    const sample = suite.published.messages.find(
      ({ headers }) => headers['ce_type'] === chatAssigned.ceType,
    )!;
    const value = structuredClone(sample.value) as { chat: { id: string } };
    value.chat.id = uuid();
    await suite.broker.produce('routing.chats.v1', [
      { key: value.chat.id, headers: { ...sample.headers, ce_id: uuid() }, value },
    ]);
  }

  /** A state that identity published while no consumer ran. */
  async function nextMember({ accountId, userId }: Person): Promise<void> {
    const data = {
      accountId, userId, email: `${secret}@example.com`, displayName: secret, role: 'agent' as const, advanced: false,
      shopAccess: 'all' as const, status: 'active' as const, language: 'en', accessVersion: 1,
      version: Number.MAX_SAFE_INTEGER - 1, actor: systemActor, occurredAt: new Date().toISOString(),
    }; // prettier-ignore
    const envelope = { source: 'test', time: new Date().toISOString(), accountId, shopId: null, id: uuid() };
    const { topic, key, headers } = encodeEvent(memberState, data, envelope);
    await suite.broker.produce(topic, [{ key, headers, value: data }]);
  }
});
