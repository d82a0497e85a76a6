import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EngineLab } from './engine-lab.js';
import type { EngineProcess } from './engine-process.js';
import { none, violations } from './invariants.js';
import { ShopFixture } from './shop-fixture.js';

describe('capacity and order', () => {
  let lab: EngineLab;
  let processes: EngineProcess[];

  beforeAll(async () => {
    lab = await EngineLab.open();
    processes = [];
    for (let n = 0; n < 4; n++) processes.push(await lab.process());
  });
  afterAll(() => lab.close());

  const chatsOf = (shopId: string, state: string) =>
    lab.database.query<{ id: string; agent_id: string; arrival: number }>(
      'select id, agent_id, arrival from chat where shop_id = $1 and state = $2 order by arrival',
      [shopId, state],
    );

  it('a message delivered twice has one effect, also when both arrive at once in two processes', async () => {
    const [one, two] = processes as [EngineProcess, EngineProcess];
    const shop = await ShopFixture.create(one, [{ capacity: 5 }]);
    const answers = await Promise.all(
      [one, two, one, two].map((process) =>
        shop.write(process, { customerId: 'c', externalMessageId: 'twice' }),
      ),
    );
    expect(answers.map(({ outcome }) => outcome).sort()).toEqual([
      'duplicate',
      'duplicate',
      'duplicate',
      'new',
    ]);
    expect(new Set(answers.map(({ chatId, messageId }) => chatId + messageId)).size).toBe(1);
    await one.quiet();
    await two.quiet();
    expect(await violations(one, shop.shopId)).toEqual(none);
    expect(await chatsOf(shop.shopId, 'assigned')).toHaveLength(1);
  });

  it('strict stop: no younger chat is served when the oldest finds no agent, not even by the agent it asks for', async () => {
    const [process] = processes as [EngineProcess];
    const shop = await ShopFixture.create(process, [{ capacity: 1 }, { capacity: 5 }]);
    const [full, free] = shop.agentIds as [string, string];
    await process.drain.stop();
    const oldest = await shop.write(process);
    const younger = await shop.write(process);
    await lab.database.query('update agent set open_count = 1 where shop_id = $1 and id = $2', [
      shop.shopId,
      full,
    ]);
    await lab.database.query('update chat set preferred_agent = $2 where id = $1', [younger.chatId, free]);

    const picks = { shopId: shop.shopId, epoch: 1, lastScore: 0, compared: '{}' };
    const [refused] = await process.queue.assign([{ ...picks, agentIds: [full, full], knownSeqs: [0, 0] }]);
    expect(refused).toMatchObject({ assigned: 0, waiting: 2 });
    const [served] = await process.queue.assign([{ ...picks, agentIds: [free, full], knownSeqs: [0, 0] }]);
    expect(served).toMatchObject({ assigned: 2, waiting: 0 });
    expect((await chatsOf(shop.shopId, 'assigned')).map(({ id }) => id)).toEqual([
      oldest.chatId,
      younger.chatId,
    ]);
    process.drain.start();
  });
});
