import { Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from '../whole-number.js';
import { matrix, quickMatrix, type Cell } from './cells.js';
import { systems, type System } from './systems.js';

/** What can be set of `npm run bench`. */
export interface BenchmarkOptions {
  quick: boolean;
  json?: string;
  only?: Cell[];
  system?: System[];
  rounds?: number;
  milliseconds?: number;
}

/** The defaults. */
export const fullForm = { rounds: 5, milliseconds: 800, warmUpMilliseconds: 400 };
export const quickForm = { rounds: 2, milliseconds: 700, warmUpMilliseconds: 300 };

const cells = [...matrix, ...quickMatrix.filter(({ name }) => !matrix.some((cell) => cell.name === name))];

/** Reads them; help and a wrong call are answered here and end the process. */
export function optionsOf(args: readonly string[]): BenchmarkOptions {
  return new Command('bench')
    .description('The assignment engine against five other ways of doing the same, on the same stores')
    .option('--quick', 'a few cells and rounds, in two minutes; docs/benchmarks.* stay as they are', false)
    .addOption(
      new Option('--only <cell...>', `just these cells: ${namesOf(cells)}`).argParser(someOf(cells, 'cell')),
    )
    .addOption(
      new Option('--system <name...>', `just these systems: ${namesOf(systems)}`).argParser(
        someOf(systems, 'system'),
      ),
    )
    .option('--rounds <n>', `how often each is measured in a cell (${fullForm.rounds})`, wholeNumber(1))
    .option('--milliseconds <n>', `how long each time (${fullForm.milliseconds})`, wholeNumber(1))
    .option('--json <file>', 'every measurement')
    .showHelpAfterError()
    .parse(args, { from: 'user' })
    .opts<BenchmarkOptions>();
}

const namesOf = (all: ReadonlyArray<{ name: string }>): string => all.map(({ name }) => name).join(', ');

/** Collects those that are named. */
function someOf<T extends { name: string }>(all: readonly T[], kind: string) {
  return (text: string, before: T[] = []): T[] => {
    const found = all.find(({ name }) => name === text);
    if (!found) throw new InvalidArgumentError(`There is no such ${kind}.`);
    return [...before, found];
  };
}
