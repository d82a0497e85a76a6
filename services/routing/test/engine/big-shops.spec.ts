import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EngineLab } from './engine-lab.js';
import type { EngineProcess } from './engine-process.js';
import { ShopFixture } from './shop-fixture.js';

const team = 2_000;

describe('a shop or an account so big that its changes take longer than a statement may', () => {
  let lab: EngineLab;
  let one: EngineProcess;
  beforeAll(async () => {
    lab = await EngineLab.open();
    one = await lab.process({ dataSource: { statementTimeoutMs: 30 } });
  });
  afterAll(() => lab.close());

  const count = async (what: string, params: unknown[]) =>
    (await lab.database.query<{ n: number }>(`select count(*)::int as n from ${what}`, params))[0]!.n;

  it('its settings are applied all the same, to every agent', async () => {
    const shop = await ShopFixture.create(one, []);
    await lab.database.query(
      `insert into agent (shop_id, id, account_id, member_version, profile_version, active, accepting)
       select $1, uuidv7(), $2, 1, 1, true, true from generate_series(1, ${team})`,
      [shop.shopId, shop.accountId],
    );
    await shop.setMode(one, 'equal', { requirePresence: true });
    expect(await count('agent where shop_id = $1 and presence_required', [shop.shopId])).toBe(team);
  });

  it('a new shop gets all its agents, and a new member all their shops', async () => {
    const shop = await ShopFixture.create(one, []);
    await lab.database.query(
      `insert into member (account_id, user_id, version, status, role, advanced, actor)
       select $1, uuidv7(), 1, 'active', 'agent', false, '{}' from generate_series(1, ${team})`,
      [shop.accountId],
    );
    await lab.database.query(
      `insert into shop (id, account_id, shop_version) select uuidv7(), $1, 1 from generate_series(1, ${team})`,
      [shop.accountId],
    );
    const member = await shop.addAgent(one, { capacity: 5 });
    expect(await count('agent where account_id = $1 and id = $2', [shop.accountId, member])).toBe(team + 1);
    const second = await ShopFixture.create(one, [], undefined, shop.accountId);
    expect(await count('agent where shop_id = $1', [second.shopId])).toBe(team + 1);
  });
});
