import { until } from '@switchboard/testing';
import { LaneStage } from './lane-stage.js';
import { OpenRows } from './open-rows.js';
import { OutboxRow, type OutboxColumns } from './outbox-row.js';

const row = (seq: number, bytes = 10): OutboxRow =>
  new OutboxRow({ seq: String(seq), payload: 'x'.repeat(bytes), key: '' } as OutboxColumns, 'test');
const rows = (count: number, bytes?: number): OutboxRow[] =>
  Array.from({ length: count }, (_, at) => row(at + 1, bytes));

describe('a stage of a lane', () => {
  it('takes rows in order, in bites that one produce can hold', async () => {
    const bites: number[] = [];
    const seen: string[] = [];
    const work = async (bite: readonly OutboxRow[]) => {
      bites.push(bite.length);
      seen.push(...bite.map(({ seq }) => seq));
    };
    const stage = new LaneStage({ work, failed: () => undefined }, new AbortController().signal);
    stage.add(rows(600));
    stage.add(rows(3, 400_000));
    stage.finish();
    await stage.run();
    expect(bites).toEqual([500, 101, 1, 1]);
    expect(seen.slice(0, 600)).toEqual(rows(600).map(({ seq }) => seq));
  });

  it('repeats what failed before anything that came after it', async () => {
    const seen: string[] = [];
    let failures = 0;
    let away = true;
    const work = async (bite: readonly OutboxRow[]) => {
      if (away) throw new Error('away');
      seen.push(...bite.map(({ seq }) => seq));
    };
    const stage = new LaneStage({ work, failed: () => void (failures += 1) }, new AbortController().signal);
    const running = stage.run();
    stage.add([row(1)]);
    await until(() => failures > 0);
    stage.add([row(2)]);
    away = false;
    await until(() => seen.length === 2);
    expect(seen).toEqual(['1', '2']);
    stage.stop();
    await running;
  });

  it('ends with its lock', async () => {
    const lost = new AbortController();
    const stage = new LaneStage(
      { work: () => Promise.reject(new Error('away')), failed: () => lost.abort() },
      lost.signal,
    );
    stage.add([row(1)]);
    await stage.run();
  });
});

describe('rows that are read and not marked', () => {
  it('are through when all their stages are, in whatever order', () => {
    const open = new OpenRows();
    const [first, second] = rows(2) as [OutboxRow, OutboxRow];
    open.add([first, second], 2);
    expect(open.numbers).toEqual(['1', '2']);
    expect(open.bytes).toBe(20);
    expect(open.passed([first, second], true)).toEqual([]);
    expect(open.produced).toEqual(['1', '2']);
    expect(open.passed([second], false)).toEqual([second]);
    open.marked([second]);
    expect(open.numbers).toEqual(['1']);
    expect(open.bytes).toBe(10);
    expect(open.passed([second], false)).toEqual([]);
  });
});
