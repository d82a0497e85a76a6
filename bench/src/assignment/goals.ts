import type { CellSummary, Summary } from './summary.js';
import { engine, skipLocked } from './systems.js';

/** What the engine is to reach, and what was seen. */
export interface Goal {
  goal: string;
  seen: string;
  met: boolean;
}

const redisGoal = 60;
const flatGoal = 1.2;
const aheadGoal = 4;
const aloneGoal = 1;

/** The sketch on two cores, chats/s: what the engine must not fall below. */
const floor: Record<string, number> = {
  '1000x10/0/64': 5_862,
  '1000x10/0/16': 3_571,
  '1000x10/0/1': 917,
  '1x10/0/16': 6_716,
  '1x1000/0/64': 9_774,
  '1x10000/0/64': 9_524,
  '1x1000/5000/16/4p': 4_719,
};

/** Only what the measured cells can tell. */
export function judge(cells: readonly CellSummary[]): Goal[] {
  const of = (cell: CellSummary, system: string) => cell.systems.find((it) => it.system === system);
  const ours = cells.flatMap((cell) => {
    const summary = of(cell, engine);
    return summary ? [{ cell, summary }] : [];
  });
  const named = (name: string) => cells.find(({ cell }) => cell.name === name);
  const goals: (Goal | undefined)[] = [
    ahead(ours),
    ...['1x1000/0/64', '1x1000/5000/64'].map((name) => {
      const cell = named(name);
      return cell && aheadOfSkipLocked(cell, of(cell, engine), of(cell, skipLocked));
    }),
    flat(named('1x10/0/64')?.systems, named('1x10000/0/64')?.systems),
    most(
      'Redis time per decision at most 60 µs',
      // where chats are closed, Redis hears of that as well
      ours.filter(({ cell }) => !cell.cell.closes),
      redisGoal,
      ({ redisCpu }) => redisCpu.median,
      'µs',
    ),
    most(
      'alone, an agent within 1 ms (p50)',
      ours.filter(({ cell }) => cell.cell.inFlight * cell.cell.processes === 1),
      aloneGoal,
      ({ p50 }) => p50.median,
      'ms',
    ),
    most('spread at most 1 chat', ours, 1, ({ spread }) => spread ?? 0, ''),
    most('no wrong answer', ours, 0, wrongAnswers, ''),
    aboveFloor(ours),
  ];
  return goals.filter((goal) => goal !== undefined);
}

interface Ours {
  cell: CellSummary;
  summary: Summary;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const wrongAnswers = (it: Summary): number =>
  it.overCapacity + it.doubled + it.overtaken + it.stranded + it.unassigned;

function ahead(ours: readonly Ours[]): Goal | undefined {
  const crowded = ours.filter(({ cell }) => cell.cell.inFlight > 1 && cell.systems.length > 1);
  if (crowded.length === 0) return undefined;
  const behind = crowded.flatMap(({ cell, summary }) => {
    const faster = cell.systems.filter(
      ({ system, chatsPerSecond }) =>
        system !== engine && chatsPerSecond.median > summary.chatsPerSecond.median,
    );
    return faster.map(
      ({ system, chatsPerSecond }) =>
        `${cell.cell.name}: ${whole(summary.chatsPerSecond.median)} against ${whole(chatsPerSecond.median)} of ${system}`,
    );
  });
  return {
    goal: 'ahead of every other at 16 and 64 in flight',
    seen: behind.length === 0 ? `in all ${crowded.length} cells` : `behind in ${behind.join('; ')}`,
    met: behind.length === 0,
  };
}

function aheadOfSkipLocked(cell: CellSummary, mine?: Summary, theirs?: Summary): Goal | undefined {
  if (!mine || !theirs) return undefined;
  const times = mine.chatsPerSecond.median / theirs.chatsPerSecond.median;
  return {
    goal: `${aheadGoal} x SKIP LOCKED in ${cell.cell.name}`,
    seen: `${times.toFixed(1)} x`,
    met: times >= aheadGoal,
  };
}

function flat(few?: readonly Summary[], many?: readonly Summary[]): Goal | undefined {
  const rate = (systems?: readonly Summary[]) =>
    systems?.find(({ system }) => system === engine)?.chatsPerSecond.median;
  const [at10, at10000] = [rate(few), rate(many)];
  if (!at10 || !at10000) return undefined;
  const times = at10 / at10000;
  return {
    goal: 'flat from 10 to 10,000 agents: at most 1.2 x',
    seen: `${times.toFixed(2)} x`,
    met: times <= flatGoal,
  };
}

function most(
  goal: string,
  ours: readonly Ours[],
  limit: number,
  of: (summary: Summary) => number,
  unit: string,
): Goal | undefined {
  if (ours.length === 0) return undefined;
  const worst = ours.reduce((a, b) => (of(b.summary) > of(a.summary) ? b : a));
  const value = Math.round(of(worst.summary) * 100) / 100;
  return {
    goal,
    seen: `${value}${unit && ` ${unit}`}${value > 0 ? ` (${worst.cell.cell.name})` : ''}`,
    met: value <= limit,
  };
}

function aboveFloor(ours: readonly Ours[]): Goal | undefined {
  const known = ours.filter(({ cell }) => cell.cell.name in floor);
  if (known.length === 0) return undefined;
  const below = known.filter(({ cell, summary }) => summary.chatsPerSecond.median < floor[cell.cell.name]!);
  const seen = below.map(
    ({ cell, summary }) =>
      `${cell.cell.name}: ${whole(summary.chatsPerSecond.median)} of ${whole(floor[cell.cell.name]!)}`,
  );
  return {
    goal: "not below the sketch's figures, taken on another two cores",
    seen: below.length === 0 ? `in all ${known.length} cells` : `below in ${seen.join('; ')}`,
    met: below.length === 0,
  };
}
