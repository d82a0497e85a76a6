import { agentProfileState, shopSettingsState } from '@switchboard/contracts';
import { startTestService, until } from '@switchboard/testing';
import { NightlyRepublishing } from '../src/housekeeping/nightly-republishing.js';
import { RepublishStates } from '../src/housekeeping/republish-states.js';
import { OperatorModule } from '../src/operator/operator.module.js';
import { startTeamSuite, type TeamSuite } from './team-suite.js';

let suite: TeamSuite;
beforeAll(async () => {
  suite = await startTeamSuite();
}, 60_000);
afterAll(() => suite.close());

const republish = () => suite.service.app.get(RepublishStates);

it('publishes every state again, unchanged; of one shop, or counts only', async () => {
  const [first, second] = [await suite.seller([{}, {}]), await suite.seller([{}])];
  const collected = await suite.broker.consume([agentProfileState.topic.name, shopSettingsState.topic.name]);
  const times = (key: string) => collected.messages.filter((message) => message.key === key).length;
  const ownerKey = ({ shopId, owner }: typeof first) => `${shopId}:${owner.userId}`;
  await until(() => times(ownerKey(first)) === 1 && times(ownerKey(second)) === 1);

  expect(await republish().run({ dryRun: true })).toBe(2 + 3 + 2);
  expect(await republish().run({ shopId: first.shopId })).toBe(1 + 3);
  await until(() => times(ownerKey(first)) === 2);
  expect(await republish().run()).toBe(2 + 3 + 2);
  await until(() => times(ownerKey(first)) === 3 && times(second.shopId) === 2);
  const states = collected.messages.filter(({ key }) => key === ownerKey(first)).map(({ value }) => value);
  expect(states[2]).toEqual(states[0]);
});

it('never puts an older state behind a newer one', async () => {
  const seller = await suite.seller([{}]);
  const path = `/v1/shops/${seller.shopId}/agents/${seller.members[0]!.userId}`;
  const edits = Array.from({ length: 10 }, (_, index) =>
    suite.call('PATCH', path, { by: seller.owner, json: { maxCapacity: 300 + index } }),
  );
  const republishings = Array.from({ length: 5 }, () => republish().run({ shopId: seller.shopId }));
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
  const nightly = suite.service.app.get(NightlyRepublishing);
  expect(await nightly.look()).toBe(0);
  await suite.database.query(`update nightly_turn set taken_at = taken_at - interval '25 hours'`);
  const published = await Promise.all([nightly.look(), nightly.look(), nightly.look()]);
  expect(published.filter((states) => states > 0)).toHaveLength(1);
  expect(await nightly.look()).toBe(0);
});

it('the operator does it without Kafka', async () => {
  const { shopId } = await suite.seller();
  const operator = await startTestService('team', OperatorModule.forRoot(suite.database.url), []);
  try {
    expect(await operator.app.get(RepublishStates).run({ shopId })).toBe(2);
  } finally {
    await operator.close();
  }
});
