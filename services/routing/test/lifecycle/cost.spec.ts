import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Metrics } from '@switchboard/chassis';
import type { Outbox } from '@switchboard/messaging';
import type { Database, Statement } from '@switchboard/persistence';
import { closings, reassignments, type DueChats } from '../../src/lifecycle/due-chats.js';
import { LifecycleMetrics } from '../../src/lifecycle/lifecycle-metrics.js';
import { LifecyclePass } from '../../src/lifecycle/lifecycle-pass.js';
import { LifecycleSettings } from '../../src/lifecycle/lifecycle-settings.js';
import { EngineLab } from '../engine/engine-lab.js';
import type { EngineProcess } from '../engine/engine-process.js';
import { everyRange } from './lifecycle-lab.js';
import { seedCrowd } from './million-chats.js';

const crowd = { shops: 1_000, agentsPerShop: 10, chatsPerAgent: 100 };
const minute = 60_000;
const day = 1_440 * minute;

/** "Cheap at 1,000,000 open chats": what a pass reads grows with shops and with what is due, never with open chats. */
describe('a pass over a million assigned chats', () => {
  let lab: EngineLab;
  let process: EngineProcess;
  let pass: LifecyclePass;
  let began: Date;
  let statements = 0;

  beforeAll(async () => {
    lab = await EngineLab.open();
    // One connection, whose plans are made while the tables are empty.
    process = await lab.process({ poolSize: 1 });
    const counted = {
      query: (...asked: Parameters<Database['query']>) => {
        statements += 1;
        return process.database.query(...asked);
      },
    };
    pass = new LifecyclePass(
      counted as Database,
      process.changes,
      { committed: () => undefined } as unknown as Outbox,
      new LifecycleSettings(),
      new LifecycleMetrics(new Metrics('cost-test')),
    );
    for (const task of [...closings, ...reassignments]) await pass.run(task, everyRange);
    await seedCrowd(lab.database, crowd);
    began = new Date();
    await lab.database.setNow(began);
  }, 300_000);
  afterAll(() => lab.close());

  const buffersOf = async ({ name }: Statement, params: string): Promise<number> => {
    const [row] = await process.database.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
      `explain (analyze, buffers, format json) execute ${name}(${params})`,
    );
    const { Plan } = row!['QUERY PLAN'][0];
    return Plan['Shared Hit Blocks']! + Plan['Shared Read Blocks']!;
  };
  const looking = ({ due }: DueChats) =>
    buffersOf(due, `'{${everyRange.join()}}', '00000000-0000-0000-0000-000000000000', ${crowd.shops}`);
  const anyShop = async () =>
    (await lab.database.query<{ id: string }>('select id from shop order by id limit 1 offset 500'))[0]!.id;

  it.each([...closings, ...reassignments].map((task) => [task.kind, task] as const))(
    '%s: nothing due: one statement for a page of shops, a few pages of an index per shop',
    async (_kind, task) => {
      statements = 0;
      expect(await pass.run(task, everyRange)).toBe(0);
      // a full page of shops is followed by an empty one
      expect(statements).toBe(2);
      expect(await looking(task)).toBeLessThanOrEqual(8 * crowd.shops);
    },
  );

  it('everybody offline at night: the chats of agents who are away are not walked either', async () => {
    await lab.database.query(
      `update agent set online = false, went_offline_at = switchboard_now() - interval '9 hours'`,
    );
    const [, noReply] = reassignments;
    await lab.database.setNow(new Date(began.getTime() + 120 * minute));
    for (const task of [reassignments[0]!, noReply!]) {
      expect(await looking(task)).toBeLessThanOrEqual(30 * crowd.shops);
      statements = 0;
      expect(await pass.run(task, everyRange)).toBe(0);
      expect(statements).toBe(2);
    }
    await lab.database.query('update agent set online = true, went_offline_at = null');
    await lab.database.setNow(began);
  });

  it('what is due costs by what is due: one agent’s hundred chats among a million', async () => {
    const shopId = await anyShop();
    const [agent] = await lab.database.query<{ id: string }>(
      'select id from agent where shop_id = $1 limit 1',
      [shopId],
    );
    await lab.database.query(
      `update chat set unanswered_since = unanswered_since - interval '2 hours', assigned_at = assigned_at - interval '2 hours'
        where shop_id = $1 and agent_id = $2`,
      [shopId, agent!.id],
    );
    const move = `'${shopId}', 100`;
    // prepared as the pass does it
    await process.database.query(reassignments[1]!.change, ['00000000-0000-0000-0000-000000000000', 100]);
    const perChat = (await buffersOf(reassignments[1]!.change, move)) / 100;
    const [moved] = await lab.database.query<{ n: number }>(
      'select count(*)::int as n from chat where shop_id = $1 and reassigned = 1',
      [shopId],
    );
    expect(moved!.n).toBe(100);
    expect(perChat).toBeLessThanOrEqual(150);

    await lab.database.setNow(new Date(began.getTime() + 7 * day));
    await process.database.query(closings[0]!.change, ['00000000-0000-0000-0000-000000000000', 100]);
    expect((await buffersOf(closings[0]!.change, move)) / 100).toBeLessThanOrEqual(150);
    await lab.database.setNow(began);
  });
});
