import { topics } from '@switchboard/contracts';
import type { TopicDesk } from '@switchboard/messaging';
import type { Queryable } from '@switchboard/persistence';
import { counted, type Check } from './check.js';

const services = ['identity', 'team', 'routing', 'translation'];
/** ENGINE.md allows the relay a second; what stays for several looks at this distance does not move. */
const oldAfterSeconds = 5;

const oldest = `
  select seq, topic, floor(extract(epoch from switchboard_now() - created_at))::int as age
    from outbox where published_at is null order by lane, seq limit 1000`;
const parked = `
  select topic, count(*)::int as keys from parked_key
   where consumer = 'switchboard-routing' group by topic order by topic`;

/** Whether events leave, arrive, and are taken: the outbox, the consumer groups, and what was put aside. */
export function eventChecks(database: Queryable, kafka: TopicDesk): Check[] {
  return [
    {
      name: 'outbox-leaves',
      meaning: 'every event of routing reaches Kafka within a second or so',
      advice: 'See that Kafka answers and that a routing process runs; its log says why the relay waits.',
      holds: 'at rest',
      look: async () => {
        const rows = await database.query<{ seq: number; topic: string; age: number }>(oldest);
        const age = Math.max(0, ...rows.map((row) => row.age));
        return {
          seen: `${counted(rows.length, 'row')} waiting${rows.length === 1_000 ? ' or more' : ''}, the oldest for ${age} s`,
          violations: rows.filter((row) => row.age >= oldAfterSeconds).map(({ seq, topic }) => ({ seq, topic })),
        };
      },
    },
    {
      name: 'consumers-go-on',
      meaning: 'no group stands still before the end of a topic',
      advice: 'That service does not run, or cannot go on: see its /health/ready and its log.',
      holds: 'at rest',
      look: async () => {
        const positions = await kafka.positions(topics, services);
        const behind = positions.flatMap(({ service, topic, partitions }) =>
          partitions
            .filter(({ committed, end }) => committed < end)
            .map(({ partition, committed, end }) => ({ service, topic, partition, committed, records: end - committed })),
        );
        return {
          seen: `${counted(positions.length, 'pair')} of service and topic`,
          // Without the distance: a group that moves is only late.
          violations: behind.map(({ records: _, ...stands }) => stands),
          notes: behind.length > 0 ? [`${counted(behind.reduce((sum, { records }) => sum + records, 0), 'record')} behind`] : [],
        };
      },
    },
    {
      name: 'nothing-parked',
      meaning: 'no key of a topic that routing consumes waits behind an event that failed',
      advice: 'npm run operator -- routing dead-letters says why; docs/runbooks/dead-letters.md what to do.',
      holds: 'always',
      look: async () => {
        const lines = await database.query<{ topic: string; keys: number }>(parked);
        const letters = await kafka.deadLetters(topics);
        return {
          seen: counted(lines.reduce((sum, { keys }) => sum + keys, 0), 'key'),
          violations: lines,
          notes: [...letters].map(([topic, count]) => `${counted(count, 'record')} in ${topic}`),
        };
      },
    },
  ]; // prettier-ignore
}
