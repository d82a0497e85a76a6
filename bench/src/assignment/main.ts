import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { matrix, quickMatrix } from './cells.js';
import { judge } from './goals.js';
import { describeMachine, isDurable } from './machine.js';
import { optionsOf, fullForm, quickForm, type BenchmarkOptions } from './options.js';
import { document, type Report } from './report/document.js';
import { picture } from './report/picture.js';
import { latencies, rates, table, work, wrongAnswers } from './report/tables.js';
import { runBenchmark } from './run-benchmark.js';
import { summarize } from './summary.js';
import { systems } from './systems.js';

const docs = new URL('../../../docs/', import.meta.url);
/** Over all processes of a system: more than two cores can use, and fewer than a crowd would open. */
const connections = 16;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function run(options: BenchmarkOptions): Promise<void> {
  // Twenty minutes are not to be lost for a folder.
  if (options.json) mkdirSync(dirname(options.json), { recursive: true });
  const form = options.quick ? quickForm : fullForm;
  const { rounds = form.rounds, milliseconds = form.milliseconds } = options;
  const machine = await describeMachine();
  if (!isDurable(machine))
    say('PostgreSQL does not flush its commits (fsync or synchronous_commit is off): nothing is comparable.');
  const results = await runBenchmark({
    ...form,
    rounds,
    milliseconds,
    connections,
    cells: options.only ?? (options.quick ? quickMatrix : matrix),
    systems: options.system ?? systems,
    progress: say,
  });
  const cells = summarize(results);
  const report: Report = { machine, rounds, milliseconds, connections, cells, goals: judge(cells) };
  if (options.json) writeFileSync(options.json, `${JSON.stringify({ ...report, results }, null, 2)}\n`);
  process.stdout.write(shown(report));
  if (options.quick || options.only || options.system) return;
  writeFileSync(new URL('benchmarks.md', docs), document(report, systems));
  writeFileSync(new URL('benchmarks.svg', docs), picture(cells));
  say('docs/benchmarks.md and docs/benchmarks.svg are written.');
}

function shown({ cells, goals }: Report): string {
  const parts = [
    ['chats per second', rates(cells)],
    ['p50 / p99, ms', latencies(cells)],
    ['over capacity / doubled / spread / overtaken / left waiting', wrongAnswers(cells)],
    ['per chat: µs of Node / PostgreSQL / Redis, write-ahead log', work(cells)],
    [
      'goals',
      table(
        ['goal', 'seen', ''],
        goals.map(({ goal, seen, met }) => [goal, seen, met ? 'met' : 'missed']),
      ),
    ],
  ];
  return `${parts.map(([head, body]) => `${head}\n${body}`).join('\n\n')}\n`;
}

run(optionsOf(process.argv.slice(2))).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
