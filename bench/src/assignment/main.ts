import { Command } from 'commander';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { matrix, quickMatrix, type Cell } from './cells.js';
import { judge } from './goals.js';
import { describeMachine, isDurable } from './machine.js';
import { document, type Report } from './report/document.js';
import { picture } from './report/picture.js';
import { latencies, rates, table, work, wrongAnswers } from './report/tables.js';
import { runBenchmark } from './run-benchmark.js';
import { summarize } from './summary.js';
import { systems } from './systems.js';

interface Settings {
  quick: boolean;
  json?: string;
  only?: string[];
  system?: string[];
  rounds?: string;
  milliseconds?: string;
}

const docs = new URL('../../../docs/', import.meta.url);
const full = { rounds: 5, milliseconds: 800, warmUpMilliseconds: 400 };
const quick = { rounds: 2, milliseconds: 700, warmUpMilliseconds: 300 };
/** Over all processes of a system: more than two cores can use, and fewer than a crowd would open. */
const connections = 16;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function run(settings: Settings): Promise<void> {
  // Twenty minutes are not to be lost for a folder.
  if (settings.json) mkdirSync(dirname(settings.json), { recursive: true });
  const form = settings.quick ? quick : full;
  const rounds = Number(settings.rounds ?? form.rounds);
  const milliseconds = Number(settings.milliseconds ?? form.milliseconds);
  const machine = await describeMachine();
  if (!isDurable(machine))
    say('PostgreSQL does not flush its commits (fsync or synchronous_commit is off): nothing is comparable.');
  const results = await runBenchmark({
    ...form,
    rounds,
    milliseconds,
    connections,
    cells: cellsOf(settings),
    systems: settings.system ? systems.filter(({ name }) => settings.system!.includes(name)) : systems,
    progress: say,
  });
  const cells = summarize(results);
  const report: Report = { machine, rounds, milliseconds, connections, cells, goals: judge(cells) };
  if (settings.json) writeFileSync(settings.json, `${JSON.stringify({ ...report, results }, null, 2)}\n`);
  process.stdout.write(shown(report));
  if (settings.quick || settings.only || settings.system) return;
  writeFileSync(new URL('benchmarks.md', docs), document(report, systems));
  writeFileSync(new URL('benchmarks.svg', docs), picture(cells));
  say('docs/benchmarks.md and docs/benchmarks.svg are written.');
}

function cellsOf({ quick: isQuick, only }: Settings): readonly Cell[] {
  if (!only) return isQuick ? quickMatrix : matrix;
  const cells = [...matrix, ...quickMatrix.filter(({ name }) => !matrix.some((cell) => cell.name === name))];
  const chosen = cells.filter(({ name }) => only.includes(name));
  if (chosen.length < only.length)
    throw new Error(`there is no such cell; there are ${cells.map(({ name }) => name).join(' ')}`);
  return chosen;
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

new Command('bench')
  .description('The assignment engine against five other ways of doing the same, on the same stores')
  .option('--quick', 'a few cells and rounds, in two minutes; docs/benchmarks.* stay as they are', false)
  .option('--only <cell...>', 'just these cells, such as 1x10/0/16')
  .option('--system <name...>', 'just these systems')
  .option('--rounds <n>', `how often each is measured in a cell (${full.rounds})`)
  .option('--milliseconds <n>', `how long each time (${full.milliseconds})`)
  .option('--json <file>', 'every measurement')
  .action(run)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
