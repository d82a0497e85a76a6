import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { comparePool } from '../../src/doctor/compare-pool.js';
import { EngineLab } from '../engine/engine-lab.js';
import type { EngineProcess } from '../engine/engine-process.js';
import { ShopFixture } from '../engine/shop-fixture.js';

/** Changes one field of the record of the agent in ARGV[1]. */
const setField = (field: number, value: string) => `
  local agent = cmsgpack.unpack(redis.call('HGET', KEYS[2], ARGV[1]))
  agent[${field}] = ${value}
  redis.call('HSET', KEYS[2], ARGV[1], cmsgpack.pack(agent))`;

const member = `
  local agent = cmsgpack.unpack(redis.call('HGET', KEYS[2], ARGV[1]))
  local member = string.format('%016.0f', agent[9]) .. ARGV[1]`;

const cases: [broken: string, lua: string, found: Record<string, unknown>[]][] = [
  ['open chats that Postgres does not count', setField(1, '9'), [{ field: 'open', redis: 9, postgres: 1 }]],
  ['an old capacity', setField(2, '5'), [{ field: 'capacity', redis: 5, postgres: 10 }]],
  ['somebody available who is not', setField(3, '2'), [{ field: 'availability', redis: 2, postgres: 0 }]],
  ['a version from the future', setField(4, 'agent[4] + 1'), [{ field: 'version' }]],
  ['another place among the least recently assigned', setField(5, '0'), [{ field: 'last_seq', redis: 0 }]],
  ['a pick that nobody settles', setField(8, '1'), [{ field: 'pending', redis: 1, postgres: 0 }]],
  ['a wrong score', `${member} redis.call('ZADD', KEYS[1], 7, member)`, [{ field: 'score', redis: 7 }]],
  [
    'an eligible agent who cannot be picked',
    `${member} redis.call('ZREM', KEYS[1], member)`,
    [{ field: 'size of ready', redis: 1, counted: 2 }, { field: 'score', redis: null }],
  ],
  [
    'somebody ready whom nobody knows',
    `redis.call('ZADD', KEYS[1], 0, '0000000000000000nobody')`,
    [{ field: 'size of ready', redis: 3 }, { field: 'ready', redis: 3, known: 2 }],
  ],
  ['an agent without a row', `
    local agent = redis.call('HGET', KEYS[2], ARGV[1])
    redis.call('HSET', KEYS[2], '00000000-0000-7000-8000-000000000009', agent)
    redis.call('HINCRBY', KEYS[4], 'agents', 1)`, [{ field: 'row', redis: 'known' }]],
  ['an agent whom Redis forgot', `
    ${member} redis.call('ZREM', KEYS[1], member) redis.call('HDEL', KEYS[2], ARGV[1])
    redis.call('HINCRBY', KEYS[4], 'agents', -1) redis.call('HINCRBY', KEYS[4], 'ready', -1)`,
    [{ field: 'row', redis: 'missing' }]],
  ['an operation of a process that died', `
    redis.call('HSET', KEYS[3], 'dead', cmsgpack.pack({ 0, {}, '0' })) redis.call('HINCRBY', KEYS[4], 'ops', 1)`,
    [{ field: 'open pick', operation: 'dead' }]],
  ['the other mode', `redis.call('HSET', KEYS[4], 'mode', 'equal')`, [{ field: 'mode', redis: 'equal' }]],
]; // prettier-ignore

describe('redis-agrees', () => {
  let lab: EngineLab;
  let process: EngineProcess;
  beforeAll(async () => {
    lab = await EngineLab.open();
    process = await lab.process();
  });
  afterAll(() => lab.close());

  async function loaded(mode: 'lowest_workload' | 'equal' = 'lowest_workload'): Promise<ShopFixture> {
    const shop = await ShopFixture.create(process, [{ capacity: 10 }, { capacity: 10 }], mode);
    for (let sent = 0; sent < 2; sent++) {
      await shop.write(process);
      await process.quiet();
    }
    return shop;
  }
  const compare = ({ shopId }: ShopFixture) => comparePool(process.database, process.redis, shopId);
  const change = ({ shopId, agentIds }: ShopFixture, lua: string) =>
    lab.redis.client.eval(
      lua,
      4,
      ...['ready', 'agents', 'ops', 'meta'].map((name) => `{${shopId}}:${name}`),
      agentIds[0]!,
    );

  it.each(['lowest_workload', 'equal'] as const)('is silent where both agree, mode %s', async (mode) => {
    expect(await compare(await loaded(mode))).toEqual({ loaded: true, checked: 2, violations: [] });
  });

  it.each(cases)('names %s', async (_broken, lua, found) => {
    const shop = await loaded();
    await change(shop, lua);
    expect((await compare(shop)).violations).toEqual(found.map((each) => expect.objectContaining(each)));
  });

  it('a shop that Redis does not hold, or under another epoch, or half loaded, is no contradiction', async () => {
    const shop = await loaded();
    await change(shop, `redis.call('HSET', KEYS[4], 'loader', 'somebody')`);
    expect(await compare(shop)).toEqual({ loaded: false, checked: 0, violations: [] });
    await lab.database.query('select advance_epoch_v1($1)', [shop.shopId]);
    await change(shop, `redis.call('HDEL', KEYS[4], 'loader')`);
    expect(await compare(shop)).toEqual({ loaded: false, checked: 0, violations: [] });
    await change(shop, `redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4])`);
    expect(await compare(shop)).toEqual({ loaded: false, checked: 0, violations: [] });
  });

  it('reads a shop of more agents than a page, and of more than Redis keeps in one piece', async () => {
    const shop = await ShopFixture.create(process, []);
    await lab.database.query(
      `insert into agent (shop_id, id, account_id, member_version, profile_version, active, accepting)
       select id, uuidv7(), account_id, 1, 1, true, true from shop, generate_series(1, 1200) where id = $1`,
      [shop.shopId],
    );
    await shop.write(process);
    await process.quiet();
    await process.rebuild.run(shop.shopId);
    await process.quiet();
    expect(await compare(shop)).toEqual({ loaded: true, checked: 1_200, violations: [] });
  });
});
