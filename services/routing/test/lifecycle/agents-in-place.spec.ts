import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LifecycleLab } from './lifecycle-lab.js';

/** ENGINE: "agent: fillfactor 50, no index on counter, version or capacity, so that updates stay HOT". */
let lab: LifecycleLab;
beforeAll(async () => {
  lab = await LifecycleLab.open();
});
afterAll(() => lab.close());

it('what an assignment or a close changes of an agent and a shop touches no index', async () => {
  const shop = await lab.shop(
    Array.from({ length: 3 }, () => ({ capacity: 900 })),
    { reassignOfflineMinutes: 5 },
  );
  const updates = async () => {
    const all = () =>
      Promise.all(
        Array.from({ length: 20 }, () => lab.process.database.query('select pg_stat_force_next_flush()')),
      );
    await all();
    await all();
    const [row] = await lab.query<{ updates: number; in_place: number }>(
      `select sum(n_tup_upd)::int as updates, sum(n_tup_hot_upd)::int as in_place from pg_stat_user_tables
        where relname in ('agent', 'shop')`,
    );
    return row!;
  };
  const before = await updates();
  for (let n = 0; n < 100; n++) {
    const chat = await lab.write(shop, `c${n}`);
    if (n % 2) await lab.closeByHand(shop, chat);
  }
  const after = await updates();
  expect(after.updates - before.updates).toBeGreaterThanOrEqual(250);
  // now and then a page has no room until it is pruned
  expect((after.in_place - before.in_place) / (after.updates - before.updates)).toBeGreaterThan(0.9);
});
