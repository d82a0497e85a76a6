import Table from 'cli-table3';
import type { Spread } from '../percentiles.js';
import type { Journey, JourneyPlan } from './run-journey.js';
import type { WhereTimeGoes } from './self-time.js';

type Row = Array<string | number>;
interface Part {
  title: string;
  head: string[];
  rows: Row[];
}

const spread = (name: string, { p50, p90, p99, max }: Spread): Row => [name, p50, p90, p99, max];

function parts(plan: JourneyPlan, result: Journey): Part[] {
  const { queue, wrong, processor } = result;
  return [
    {
      title: `${plan.rate} chats/s for ${plan.seconds} s by ${plan.way}, ${plan.shops} shop(s) of ${plan.agents} agents`,
      head: ['from - to', 'p50 ms', 'p90 ms', 'p99 ms', 'max ms'],
      rows: [
        spread(
          `intended arrival - assigned event read, ${result.arrivals} chats`,
          result.messageInToAssigned,
        ),
        spread('assigned in the database - event read (commit, relay, Kafka)', result.writtenToRead),
        spread('sent by the relay - event read (Kafka)', result.kafkaHop),
      ],
    },
    {
      title: 'Did it keep up, and was it right',
      head: ['figure', 'value'],
      rows: [
        ['assigned per second, until the last one was', result.assignedPerSecond],
        [
          'chats under way, most / growth from 2nd to last quarter',
          `${queue.mostUnderWay} / ${queue.growth}`,
        ],
        ['waiting for an agent, most', queue.mostQueued],
        ['relay lag, most, ms', queue.relayLagMaxMs],
        ['refused / lost / doubled', `${result.refused} / ${wrong.lost} / ${wrong.doubled}`],
        ['over capacity or miscounted agents', wrong.overCapacity],
        ['events not sent or put aside', wrong.leftOver],
      ],
    },
    {
      title: 'Processor seconds per 1,000 chats: what limits it',
      head: ['program', 'seconds', 'of all'],
      rows: programs(processor),
    },
  ];
}

function programs({ machine, ...seconds }: Record<string, number>): Row[] {
  const all = Object.values(seconds).reduce((sum, one) => sum + one, 0);
  const rows: Row[] = Object.entries(seconds)
    .sort(([, one], [, other]) => other - one)
    .map(([name, one]) => [name, one, `${Math.round((one / all) * 100)} %`]);
  rows.push(['together', Math.round(all * 1_000) / 1_000, '100 %']);
  if (machine !== undefined) rows.push(['the whole machine, anything else included', machine, '']);
  return rows;
}

function profileParts(profiles: Journey['profiles'] = {}): Part[] {
  return Object.entries(profiles).flatMap(([service, { packages, functions }]: [string, WhereTimeGoes]) =>
    (
      [
        ['package', packages],
        ['function', functions],
      ] as const
    ).map(([of, times]) => ({
      title: `${service}: self time by ${of}`,
      head: [of, '%'],
      rows: times.map(({ name, percent }) => [name, percent]),
    })),
  );
}

function statementParts(statements: Journey['statements']): Part[] {
  if (!statements) return [];
  const rows = statements.map(({ service, text, callsPerChat, secondsPer1000 }): Row => [
    service,
    text.replaceAll('|', ' '),
    callsPerChat,
    secondsPer1000,
  ]);
  const head = ['service', 'statement', 'calls per chat', 'seconds per 1,000 chats'];
  return [{ title: 'Statements', head, rows }];
}

/** For the terminal. */
export function asText(plan: JourneyPlan, result: Journey): string {
  return [...parts(plan, result), ...profileParts(result.profiles), ...statementParts(result.statements)]
    .map(({ title, head, rows }) => {
      const table = new Table({ head, style: { head: [], border: [] } });
      for (const row of rows) table.push(row);
      return `${title}\n${table.toString()}\n`;
    })
    .join('\n');
}

/** For docs/benchmarks-journey.md. */
export function asMarkdown(plan: JourneyPlan, result: Journey): string {
  return [...parts(plan, result), ...profileParts(result.profiles), ...statementParts(result.statements)]
    .map(({ title, head, rows }) => {
      const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
      return `### ${title}\n\n${lines.join('\n')}\n`;
    })
    .join('\n');
}
