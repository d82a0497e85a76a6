import { jest } from '@jest/globals';
import { runOperator } from '@switchboard/chassis';
import { agentProfileState, shopSettingsState } from '@switchboard/contracts';
import { stateCommands } from '@switchboard/messaging';
import { TransactionRunner } from '@switchboard/persistence';
import { until } from '@switchboard/testing';
import { AgentStateSource } from '../src/agents/agent-state.source.js';
import { SettingsStateSource } from '../src/settings/settings-state.source.js';
import { startTeamSuite, type TeamSuite } from './team-suite.js';

let suite: TeamSuite;
beforeAll(async () => {
  suite = await startTeamSuite();
});
afterAll(() => suite.close());

/** Every state of both topics once more, in pages of `limit`; answers how many pages it took. */
async function republish(limit = 500): Promise<number> {
  const { app } = suite.service;
  let pages = 0;
  for (const kind of [AgentStateSource, SettingsStateSource]) {
    let after: string | undefined;
    do {
      const from = after;
      after = await app
        .get(TransactionRunner)
        .run((tx) => app.get(kind, { strict: false }).appendPage(tx, from, limit));
      pages++;
    } while (after !== undefined);
  }
  return pages;
}

it('publishes every state again, unchanged, in pages or at once', async () => {
  const [first, second] = [await suite.seller([{}, {}]), await suite.seller([{}])];
  const collected = await suite.broker.consume([agentProfileState.topic.name, shopSettingsState.topic.name]);
  const times = (key: string) => collected.messages.filter((message) => message.key === key).length;
  const ownerKey = ({ shopId, owner }: typeof first) => `${shopId}:${owner.userId}`;
  await until(() => times(ownerKey(first)) === 1 && times(ownerKey(second)) === 1);
  const keys = () => [...new Set(collected.messages.map(({ key }) => key))];
  await until(() => keys().length === 2 + 3 + 2);

  // 5 agents and 2 settings: one at a time, and a look behind the last one.
  expect(await republish(1)).toBe(5 + 1 + 2 + 1);
  await until(() => times(ownerKey(first)) === 2);
  expect(await republish()).toBe(2);
  await until(() => times(ownerKey(first)) === 3 && times(second.shopId) === 3);
  await until(() => collected.messages.length === 3 * (2 + 3 + 2));
  expect(keys().map(times)).toEqual(keys().map(() => 3));
  const states = collected.messages.filter(({ key }) => key === ownerKey(first)).map(({ value }) => value);
  expect(states[2]).toEqual(states[0]);
});

it('never puts an older state behind a newer one', async () => {
  const seller = await suite.seller([{}]);
  const path = `/v1/shops/${seller.shopId}/agents/${seller.members[0]!.userId}`;
  const edits = Array.from({ length: 10 }, (_, index) =>
    suite.call('PATCH', path, { by: seller.owner, json: { maxCapacity: 300 + index } }),
  );
  const republishings = Array.from({ length: 5 }, () => republish());
  await Promise.all([...edits, ...republishings]);
  const rows = await suite.database.query<{ version: number }>(
    `select (payload->>'version')::int as version from outbox where key = $1 order by seq`,
    [`${seller.shopId}:${seller.members[0]!.userId}`],
  );
  const versions = rows.map(({ version }) => version);
  expect(versions).toEqual([...versions].sort((a, b) => a - b));
  expect(versions.at(-1)).toBe(11);
});

it('happens once a night, in one process of all', async () => {
  const { shopId } = await suite.seller();
  const times = async () => {
    const rows = await suite.database.query('select 1 from outbox where key = $1', [shopId]);
    return rows.length;
  };
  const notDue = () =>
    suite.database.query<{ topic: string }>(
      'select topic from state_republish where due_at > switchboard_now() order by topic',
    );
  const topics = ['team.agents.v1', 'team.settings.v1'];
  await until(async () => (await notDue()).length === topics.length);
  const before = await times();

  await suite.database.query('update state_republish set due_at = switchboard_now()');
  const more = await Promise.all([suite.startProcess(), suite.startProcess(), suite.startProcess()]);
  await until(async () => (await notDue()).length === topics.length);
  expect((await notDue()).map(({ topic }) => topic)).toEqual(topics);
  for (const one of more) await one.close();
  expect(await times()).toBe(before + 1);
});

it('the operator asks for it without Kafka', async () => {
  const { shopId } = await suite.seller();
  const ofShop = async () =>
    (await suite.database.query('select 1 from outbox where shop_id = $1', [shopId])).length;
  const before = await ofShop();
  process.env['DATABASE_URL'] = suite.database.url;
  const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const words = ['node', 'operator', 'republish-states', '--yes', '--wait', '0'];
  await runOperator({ service: 'team', description: 'test', commands: stateCommands('team') }, words);
  expect(written).toHaveBeenLastCalledWith(expect.stringContaining('requested'));
  written.mockRestore();
  const another = await suite.startProcess();
  await until(async () => (await ofShop()) === before + 2);
  await another.close();
});
