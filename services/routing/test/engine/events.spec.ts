import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventDefinitions, problemsForProducer } from '@switchboard/contracts';
import { EngineLab } from './engine-lab.js';
import type { EngineProcess } from './engine-process.js';
import { ShopFixture } from './shop-fixture.js';

const user = JSON.stringify({ kind: 'user', id: '00000000-0000-7000-8000-000000000002' });

describe('events that SQL functions write', () => {
  let lab: EngineLab;
  let process: EngineProcess;
  beforeAll(async () => {
    lab = await EngineLab.open();
    process = await lab.process();
  });
  afterAll(() => lab.close());

  it('are what libs/contracts says, with key, topic, tenant and the agents touched', async () => {
    const shop = await ShopFixture.create(process, [{ capacity: 5 }, { capacity: 5 }]);
    const [one, two] = shop.agentIds as [string, string];
    const call = (sql: string, ...params: unknown[]) => lab.database.query(`select ${sql}`, params);
    const chat = async () =>
      (
        await lab.database.query<{ id: string; version: number; seq: number; agent_id: string }>(
          `select id, version, seq, agent_id from chat where shop_id = $1 and customer_id = 'c'`,
          [shop.shopId],
        )
      )[0]!;
    const write = async () => {
      await shop.write(process, { customerId: 'c' });
      await process.quiet();
      return chat();
    };

    const close = ({ id, version, seq }: Awaited<ReturnType<typeof chat>>) =>
      call(`close_chat_v1($1, $2, $3, $4, $5, 'manual')`, shop.shopId, id, version, seq, user);

    let now = await write();
    const other = now.agent_id === one ? two : one;
    await call(
      `transfer_chats_v1($1, array[$2::uuid], array[$3::int], $4, $5, null)`,
      shop.shopId,
      now.id,
      now.version,
      other,
      user,
    );
    now = await chat();
    await close(now);
    now = await write();
    await close(now);
    await call('reopen_chat_v1($1, $2, $3, $4, $5, null)', shop.shopId, now.id, now.version + 1, one, user);
    await process.agents.member(shop.member(one, { status: 'deactivated' }));
    await process.quiet();
    await process.accept.accept({
      shopId: shop.shopId, customerId: 'd', externalMessageId: 'card', sentAt: '2026-01-02T03:04:05Z',
      card: { kind: 'product', data: { sku: 'x' } },
    }); // prettier-ignore
    await process.quiet();

    const rows = await lab.database.query<{
      type: string; topic: string; key: string; headers: Record<string, string>; payload: unknown; agents: string[];
    }>(`select type, topic, key, headers, payload, agents from outbox where shop_id = $1 order by seq`, [shop.shopId]); // prettier-ignore
    const seen = new Set<string>();
    for (const { type, topic, key, headers, payload, agents } of rows) {
      const definition = eventDefinitions.find(({ ceType }) => ceType === type)!;
      expect([type, problemsForProducer(definition, payload)]).toEqual([type, []]);
      const scope = { accountId: shop.accountId, shopId: shop.shopId };
      expect({ topic, key, headers }).toEqual({
        topic: definition.topic.name,
        key: definition.key(payload as never, scope),
        headers: {
          accountid: shop.accountId,
          shopid: shop.shopId,
          ce_subject: definition.subject(payload as never, scope),
        },
      });
      if (/assigned|transferred|closed|queued/.test(type)) expect(agents.length).toBeGreaterThan(0);
      seen.add(type);
    }
    expect([...seen].sort()).toEqual([
      'routing.chat.assigned.v1', 'routing.chat.closed.v1', 'routing.chat.opened.v1', 'routing.chat.queued.v1',
      'routing.chat.reopened.v1', 'routing.chat.transferred.v1', 'routing.message.created.v1',
    ]); // prettier-ignore
  });

  it('a first message costs three events: message, opened, assigned; an explanation is stored with the decision', async () => {
    const shop = await ShopFixture.create(process, [
      { capacity: 2 },
      { capacity: 10 },
      { capacity: 3, accepting: false },
    ]);
    await shop.write(process);
    await process.quiet();
    await process.rebuild.run(shop.shopId);
    const { chatId } = await shop.write(process);
    await process.quiet();
    const types = await lab.database.query<{ type: string }>(
      'select type from outbox where key = $1 order by seq',
      [chatId],
    );
    expect(types.map(({ type }) => type)).toEqual([
      'routing.chat.opened.v1', 'routing.message.created.v1', 'routing.chat.assigned.v1',
    ]); // prettier-ignore
    const [explained] = await lab.database.query<Record<string, unknown>>(
      'select kind, mode, open_count, capacity, position, compared from assignment where chat_id = $1',
      [chatId],
    );
    expect(explained).toMatchObject({
      kind: 'automatic',
      mode: 'lowest_workload',
      open_count: 0,
      compared: { by: 'redis', ready: 2, full: 0, inactive: 0, notAccepting: 1, offline: 0 },
    });
    const { candidates } = explained!['compared'] as { candidates: [string, number, number, number][] };
    expect(candidates.map(([, open]) => open).sort()).toEqual([0, 1]);
  });
});
