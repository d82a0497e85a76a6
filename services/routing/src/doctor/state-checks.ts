import { agentsTopic, membersTopic, settingsTopic, shopsTopic } from '@switchboard/contracts';
import type { ReceivedRecord, TopicDesk } from '@switchboard/messaging';
import type { Queryable } from '@switchboard/persistence';
import { counted, type Check, type Look } from './check.js';
import { eventData } from './event-data.js';
import type { Violation } from './invariant.js';

/** A topic of whole states, and where routing keeps what it received. */
interface Projection {
  topic: string;
  owner: string;
  /** The two ids that name the state, as its data has them. */
  ids: readonly [string, string];
  /** `$1`, `$2`: those ids; answers `place` from 1 and the version routing has. */
  sql: string;
}

/** Offsets before the end of each partition: all of it, but for the largest suites. */
const lastPerPartition = 50_000;

const asked = 'unnest($1::uuid[], $2::uuid[]) with ordinality as asked (one, two, place)';

const projections: Projection[] = [
  {
    topic: membersTopic.name, owner: 'identity', ids: ['accountId', 'userId'],
    sql: `select place, version from ${asked} join member on account_id = one and user_id = two`,
  },
  {
    topic: shopsTopic.name, owner: 'identity', ids: ['accountId', 'shopId'],
    sql: `select place, shop_version as version from ${asked} join shop on id = two and account_id = one`,
  },
  {
    topic: agentsTopic.name, owner: 'team', ids: ['shopId', 'userId'],
    sql: `select place, profile_version as version from ${asked} join agent on shop_id = one and id = two`,
  },
  {
    topic: settingsTopic.name, owner: 'team', ids: ['accountId', 'shopId'],
    sql: `select place, settings_version as version from ${asked} join shop on id = two and account_id = one`,
  },
]; // prettier-ignore

/** Whether routing knows the states of people, shops and settings as their owners published them last. */
export function stateChecks(database: Queryable, kafka: TopicDesk, shopId: string | undefined): Check[] {
  return projections.map((projection) => ({
    name: `knows-${projection.topic}`,
    meaning: `routing has every state of ${projection.topic} in its owner’s version`,
    advice:
      `Behind: see routing’s consumers. Ahead: npm run operator -- ${projection.owner} republish-states ` +
      `--topic ${projection.topic}.`,
    holds: 'at rest',
    look: () => look(database, kafka, projection, shopId),
  }));
}

async function look(
  database: Queryable,
  kafka: TopicDesk,
  { topic, ids, sql }: Projection,
  shopId: string | undefined,
): Promise<Look> {
  const latest = new Map<string, { key: [string, string]; version: number }>();
  const take = (record: ReceivedRecord): void => {
    const state = eventData<Record<string, unknown> & { version: number }>(record);
    if (state?.version === undefined) return;
    if (shopId !== undefined && 'shopId' in state && state['shopId'] !== shopId) return;
    const key = ids.map((name) => String(state[name])) as [string, string];
    const known = latest.get(key.join())?.version ?? 0;
    latest.set(key.join(), { key, version: Math.max(known, state.version) });
  };
  const [reading] = await kafka.read([{ name: topic, lastPerPartition }], take);
  if (!reading) return { seen: 'no such topic', violations: [] };
  const states = [...latest.values()];
  const violations: Violation[] = [];
  for (let at = 0; at < states.length; at += 500) {
    const page = states.slice(at, at + 500);
    const rows = await database.query<{ place: number; version: number }>(sql, [
      page.map(({ key }) => key[0]),
      page.map(({ key }) => key[1]),
    ]);
    const known = new Map(rows.map(({ place, version }) => [place, version]));
    page.forEach(({ key, version }, index) => {
      const here = known.get(index + 1) ?? null;
      if (here !== version) violations.push({ [ids[0]]: key[0], [ids[1]]: key[1], told: version, here });
    });
  }
  const part = reading.whole
    ? ''
    : ` (the last ${lastPerPartition.toLocaleString('en-US')} records of each partition)`;
  return { seen: `${counted(states.length, 'state')}${part}`, violations };
}
