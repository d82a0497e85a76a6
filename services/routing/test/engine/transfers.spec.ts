import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CapacityChange } from '../../src/assignment/capacity-changes.js';
import { EngineLab } from './engine-lab.js';
import type { EngineProcess } from './engine-process.js';
import { expectSound } from './expect-sound.js';
import { none, violations } from './invariants.js';
import { ShopFixture } from './shop-fixture.js';

interface Answer extends CapacityChange {
  outcome: string;
  version?: number;
  items?: [chatId: string, outcome: string, version: number][];
  remaining?: number;
}
const user = JSON.stringify({ kind: 'user', id: '00000000-0000-7000-8000-000000000002' });

describe('transfers, closes and reopenings beside automatic assignment', () => {
  let lab: EngineLab;
  let process: EngineProcess;
  beforeAll(async () => {
    lab = await EngineLab.open();
    process = await lab.process({ poolSize: 12 });
  });
  afterAll(() => lab.close());

  const call = async (sql: string, params: unknown[]): Promise<Answer> => {
    const [row] = await process.database.query<{ answer: Answer }>(`select ${sql} as answer`, params);
    if (row!.answer.shop) await process.changes.follow(row!.answer);
    return row!.answer;
  };
  const transfer = (shop: ShopFixture, chatId: string, version: number, to: string) =>
    call(`transfer_chats_v1($1, array[$2::uuid], array[$3::int], $4, $5, null)`, [
      shop.shopId,
      chatId,
      version,
      to,
      user,
    ]);
  const close = (shop: ShopFixture, chatId: string, version: number, lastSeq = 100) =>
    call(`close_chat_v1($1, $2, $3, $4, $5, 'manual')`, [shop.shopId, chatId, version, lastSeq, user]);
  const events = (chatId: string) =>
    lab.database.query<{ type: string; version: number }>(
      `select type, (payload #>> '{chat,version}')::int as version from outbox
       where key = $1 and topic = 'routing.chats.v1' order by seq`,
      [chatId],
    );

  it('transfer, close and close again at once on one chat: exactly one takes effect', async () => {
    const shop = await ShopFixture.create(process, [{ capacity: 50 }, { capacity: 50 }]);
    for (let n = 0; n < 10; n++) {
      const { chatId } = await shop.write(process);
      await process.quiet();
      const answers = await Promise.all([
        close(shop, chatId, 2),
        ...shop.agentIds.map((to) => transfer(shop, chatId, 2, to)),
        close(shop, chatId, 2),
      ]);
      const effects = answers.filter(({ outcome, items }) =>
        items ? items[0]![1] === 'moved' : outcome === 'done',
      );
      expect(effects).toHaveLength(1);
      const versions = (await events(chatId)).map(({ version }) => version);
      expect(versions).toEqual([1, 2, 3]);
    }
    expect(await violations(process, shop.shopId)).toEqual(none);
  });

  it('opposite transfers of many chats at once do not block each other', async () => {
    const shop = await ShopFixture.create(process, [{ capacity: 100 }, { capacity: 100 }]);
    await Promise.all(Array.from({ length: 60 }, () => shop.write(process)));
    await process.quiet();
    const [a, b] = shop.agentIds as [string, string];
    const all = (from: string, to: string) =>
      call(`transfer_all_v1($1, $2, $3, 100, $4, null)`, [shop.shopId, from, to, user]);
    await Promise.all([all(a, b), all(b, a), all(a, b), all(b, a)]);
    await process.quiet();
    await expectSound(process, shop.shopId);
  });

  it('"all current": at most 100, those with the greatest (last message time, id); the rest remains', async () => {
    const shop = await ShopFixture.create(process, [{ capacity: 150 }, { capacity: 1, accepting: false }]);
    const [giver, taker] = shop.agentIds as [string, string];
    await Promise.all(Array.from({ length: 120 }, () => shop.write(process)));
    await process.quiet();
    const latest = await lab.database.query<{ id: string }>(
      `select id from chat where shop_id = $1 and agent_id = $2 order by last_message_at desc, id desc limit 100`,
      [shop.shopId, giver],
    );
    const answer = await call(`transfer_all_v1($1, $2, $3, 100, $4, null)`, [
      shop.shopId,
      giver,
      taker,
      user,
    ]);
    expect(answer.items!.map(([id]) => id)).toEqual(latest.map(({ id }) => id));
    expect(answer.remaining).toBe(20);
  });

  it('a manual assignment ignores capacity and switch, but nobody ever holds more than 999', async () => {
    const shop = await ShopFixture.create(process, [{ capacity: 1, accepting: false }]);
    const [agent] = shop.agentIds as [string];
    const { chatId } = await shop.write(process);
    await lab.database.query(`update agent set open_count = 998 where shop_id = $1`, [shop.shopId]);
    expect((await transfer(shop, chatId, 1, agent)).items![0]![1]).toBe('moved');
    const second = await shop.write(process);
    expect((await transfer(shop, second.chatId, 1, agent)).items![0]![1]).toBe('agent_limit_reached');
  });

  it('the customer writes while the agent closes: the message is not closed away unread', async () => {
    const shop = await ShopFixture.create(process, [{ capacity: 5 }]);
    const { chatId } = await shop.write(process, { customerId: 'c' });
    await process.quiet();
    await shop.write(process, { customerId: 'c' });
    expect((await close(shop, chatId, 2, 1)).outcome).toBe('newer_message');
    expect((await close(shop, chatId, 2, 2)).outcome).toBe('done');
  });

  it('an agent who reopens a closed chat has it', async () => {
    const shop = await ShopFixture.create(process, [{ capacity: 5 }, { capacity: 5 }]);
    const { chatId } = await shop.write(process);
    await process.quiet();
    await close(shop, chatId, 2);
    const to = shop.agentIds[1]!;
    const reopen = (version: number) =>
      call('reopen_chat_v1($1, $2, $3, $4, $5, null)', [shop.shopId, chatId, version, to, user]);
    expect((await reopen(2)).outcome).toBe('version_conflict');
    expect(await reopen(3)).toMatchObject({ outcome: 'done', version: 4 });
    expect((await reopen(4)).outcome).toBe('chat_not_closed');
    expect(await violations(process, shop.shopId)).toEqual(none);
  });
});
