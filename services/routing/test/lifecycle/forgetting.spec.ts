import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Metrics } from '@switchboard/chassis';
import type { Database } from '@switchboard/persistence';
import { ForgetMessages } from '../../src/lifecycle/forget-messages.js';
import { LifecycleMetrics } from '../../src/lifecycle/lifecycle-metrics.js';
import { LifecycleSettings } from '../../src/lifecycle/lifecycle-settings.js';
import { none, violations } from '../engine/invariants.js';
import type { ShopFixture } from '../engine/shop-fixture.js';
import { days, LifecycleLab } from './lifecycle-lab.js';

/** SPEC: "Messages, with their translations, are kept until 400 days after the chat's last one (the operator's variable), then deleted." */
describe('messages that are not kept any longer', () => {
  let lab: LifecycleLab;
  let statements = 0;
  beforeAll(async () => {
    lab = await LifecycleLab.open();
  });
  afterAll(() => lab.close());

  const forget = (settings: Partial<LifecycleSettings> = {}, retention = 400) => {
    const counted = {
      query: (...asked: Parameters<Database['query']>) => {
        statements += 1;
        return lab.process.database.query(...asked);
      },
    } as Database;
    const metrics = new LifecycleMetrics(new Metrics('forget-test'));
    return new ForgetMessages(counted, new LifecycleSettings(settings), metrics, {
      MESSAGE_RETENTION_DAYS: retention,
    });
  };
  const close = async (shop: ShopFixture, customerId: string) => {
    await lab.closeByHand(shop, await lab.chat(shop, customerId));
  };
  const seqs = async (chatId: string) =>
    (
      await lab.query<{ seq: number }>('select seq from message where chat_id = $1 order by seq', [chatId])
    ).map(({ seq }) => seq);

  it('go 400 days after the chat’s last one, all of them, and not a moment before', async () => {
    const shop = await lab.shop([{ capacity: 5 }]);
    const { id } = await lab.write(shop, 'c');
    await lab.later(days(399));
    await lab.reply(id);
    await close(shop, 'c');
    await lab.later(days(400) - 1);
    expect(await forget().run()).toBe(0);
    expect(await seqs(id)).toEqual([1, 2]);
    await lab.later(1);
    expect(await forget().run()).toBe(2);
    expect(await seqs(id)).toEqual([]);
    statements = 0;
    expect(await forget().run()).toBe(0);
    expect(statements).toBe(2);
    expect(await violations(lab.process, shop.shopId)).toEqual(none);
  });

  it('the operator says how many days', async () => {
    const shop = await lab.shop([{ capacity: 5 }]);
    const { id } = await lab.write(shop, 'c');
    await close(shop, 'c');
    await lab.later(days(30));
    expect(await forget().run()).toBe(0);
    expect(await forget({}, 30).run()).toBe(1);
    expect(await seqs(id)).toEqual([]);
  });

  it('of chats that nobody ever closed, too; a customer who comes back goes on in the same chat', async () => {
    const shop = await lab.shop([{ capacity: 5 }], { autoCloseDays: null });
    const { id } = await lab.write(shop, 'c');
    await lab.later(days(400));
    expect(await forget().run()).toBe(1);
    expect(await forget().run()).toBe(0);
    expect(await lab.write(shop, 'c')).toMatchObject({ id, seq: 2 });
    expect(await seqs(id)).toEqual([2]);
    expect(await violations(lab.process, shop.shopId)).toEqual(none);
    await lab.later(days(400));
    expect(await forget().run()).toBe(1);
  });

  it('in bounded transactions, oldest first; one that died is continued', async () => {
    const shop = await lab.shop([{ capacity: 5 }]);
    const chats: string[] = [];
    for (const customer of ['a', 'b', 'c']) {
      const { id } = await lab.write(shop, customer);
      for (let n = 0; n < 4; n++) await lab.write(shop, customer);
      await close(shop, customer);
      chats.push(id);
    }
    await lab.later(days(400));
    await lab.query(`select forget_messages_v1($1, 400, 7)`, [chats]);
    const left = (await Promise.all(chats.map(seqs))).sort((one, other) => one.length - other.length);
    expect(left).toEqual([[], [3, 4, 5], [1, 2, 3, 4, 5]]);
    expect(await violations(lab.process, shop.shopId)).toEqual(none);
    statements = 0;
    expect(await forget({ chatLimit: 2, messageLimit: 3 }).run()).toBe(8);
    // 3 + 3 + 2 messages, two statements each; then twice nothing
    expect(statements).toBe(8);
    expect(await violations(lab.process, shop.shopId)).toEqual(none);
  });

  it('a customer who writes at that moment keeps the thread', async () => {
    const shop = await lab.shop([{ capacity: 5 }]);
    const { id } = await lab.write(shop, 'c');
    await close(shop, 'c');
    await lab.later(days(400));
    const writing = await lab.engine.process({ poolSize: 1 });
    await writing.database.query('begin');
    await shop.write(writing, { customerId: 'c' });
    expect(await forget().run()).toBe(0);
    await writing.database.query('commit');
    expect(await forget().run()).toBe(0);
    expect(await seqs(id)).toEqual([1, 2]);

    await close(shop, 'c');
    await lab.later(days(400));
    const forgotten = await lab.inBetween(
      () => forget().run(),
      (process) => shop.write(process, { customerId: 'c' }),
    );
    expect(forgotten).toBe(0);
    expect(await seqs(id)).toEqual([1, 2, 3]);
  });
});
