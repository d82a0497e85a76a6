import { matrix, quickMatrix } from '../src/assignment/cells.js';
import { judge } from '../src/assignment/goals.js';
import { document } from '../src/assignment/report/document.js';
import { picture } from '../src/assignment/report/picture.js';
import { runBenchmark } from '../src/assignment/run-benchmark.js';
import { summarize, type CellSummary } from '../src/assignment/summary.js';
import { engine, systems } from '../src/assignment/systems.js';

describe('the benchmark of the assignment engine', () => {
  let cells: CellSummary[];

  beforeAll(async () => {
    const [scarce] = quickMatrix.filter(({ closes }) => closes);
    const results = await runBenchmark({
      cells: [{ ...scarce!, inFlight: 8, agents: 2, capacity: 2 }],
      systems,
      rounds: 1,
      milliseconds: 300,
      warmUpMilliseconds: 50,
      connections: 4,
      progress: () => undefined,
    });
    cells = summarize(results);
  }, 120_000);

  it('measures every system on the same stores', () => {
    expect(cells[0]!.systems.map(({ system }) => system)).toEqual(systems.map(({ name }) => name));
    for (const { system, chatsPerSecond, p50, walBytes, doubled } of cells[0]!.systems) {
      expect({
        system,
        doubled,
        works: chatsPerSecond.median > 0 && p50.median > 0 && walBytes.median > 0,
      }).toEqual({ system, doubled: 0, works: true });
    }
  });

  it('finds no wrong answer of the engine where places are scarce', () => {
    const ours = cells[0]!.systems.find(({ system }) => system === engine)!;
    const { overCapacity, doubled, overtaken, stranded, unassigned } = ours;
    expect({ overCapacity, doubled, overtaken, stranded, unassigned }).toEqual({
      overCapacity: 0,
      doubled: 0,
      overtaken: 0,
      stranded: 0,
      unassigned: 0,
    });
  });

  it('draws a picture that is well-formed and shows every system of every cell', () => {
    const svg = picture(cells);
    const open: string[] = [];
    for (const [, closing, name, selfClosing] of svg.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
      if (closing) expect(open.pop()).toBe(name);
      else if (!selfClosing) open.push(name!);
    }
    expect(open).toEqual([]);
    expect(svg.replaceAll(/<[^<>]*>/g, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;)/);
    expect(svg.match(/<title>/g)).toHaveLength(systems.length);
    expect(svg).toContain('prefers-color-scheme: dark');
  });

  it('writes all of it down', () => {
    const machine = {
      date: '2026-01-01', commit: 'abc', processor: 'p', cores: 2, memoryGb: 8, node: 'v1', postgres: '18', redis: '8',
      settings: { fsync: 'off', synchronous_commit: 'on' },
    }; // prettier-ignore
    const report = { machine, rounds: 1, milliseconds: 300, connections: 4, cells, goals: judge(cells) };
    const text = document(report, systems);
    for (const { name, description } of systems) expect(text).toContain(`**${name}.** ${description}`);
    expect(text).toContain('the figures are not comparable');
    expect(text).not.toMatch(/NaN|undefined/);
  });

  it('covers every value that was asked for', () => {
    const values = (of: (cell: (typeof matrix)[number]) => number) =>
      [...new Set(matrix.map(of))].sort((a, b) => a - b);
    expect(values((cell) => cell.agents)).toEqual([10, 1_000, 10_000]);
    expect(values((cell) => cell.openChats)).toEqual([0, 5_000, 50_000]);
    expect(values((cell) => cell.inFlight)).toEqual([1, 16, 64]);
    expect(values((cell) => cell.shops)).toEqual([1, 1_000]);
    expect(values((cell) => cell.processes)).toEqual([1, 4]);
    expect(new Set(matrix.map(({ name }) => name)).size).toBe(matrix.length);
  });
});
