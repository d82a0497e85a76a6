import { testRedis, type ExplanationSize, type TestRedis } from '@switchboard/testing';
import { worldOf, type Cell } from './cells.js';
import { Fleet } from './fleet.js';
import { measure, type Measurement } from './measure.js';
import { RedisTime } from './resources.js';
import { engine, type System } from './systems.js';
import { World } from './world.js';

export interface BenchmarkPlan {
  cells: readonly Cell[];
  systems: readonly System[];
  rounds: number;
  /** One measurement's time, and the warm-up's before the first one of a cell. */
  milliseconds: number;
  warmUpMilliseconds: number;
  /** Connections to PostgreSQL at most, per system over all its processes. */
  connections: number;
  progress(line: string): void;
}

/** The rounds of every system in one cell, in the order of the plan's systems. */
export interface CellResult {
  cell: Cell;
  systems: { system: string; rounds: Measurement[] }[];
}

interface Contestant {
  system: System;
  fleet: Fleet;
  redis: TestRedis;
}

/** Cell by cell; in each the systems take turns, round by round, on the same rows of the same stores. */
export async function runBenchmark(plan: BenchmarkPlan): Promise<CellResult[]> {
  const contestants: Contestant[] = [];
  for (const system of plan.systems)
    contestants.push({ system, fleet: new Fleet(system.module), redis: await testRedis() });
  const time = new RedisTime(contestants[0]!.redis.url);
  const clock = new Remaining(plan.cells.length);
  const results: CellResult[] = [];
  let world: { key: string; world: World } | undefined;
  try {
    for (const cell of plan.cells) {
      if (world?.key !== worldOf(cell)) {
        await world?.world.close();
        world = { key: worldOf(cell), world: await World.create(cell) };
      }
      results.push(await runCell(plan, { cell, world: world.world, contestants, time, clock }));
      clock.done();
    }
    return results;
  } finally {
    for (const { fleet, redis } of contestants) {
      fleet.end();
      await redis.close();
    }
    await world?.world.close();
    time.close();
  }
}

interface CellRun {
  cell: Cell;
  world: World;
  contestants: readonly Contestant[];
  time: RedisTime;
  clock: Remaining;
}

async function runCell(
  plan: BenchmarkPlan,
  { cell, world, contestants, time, clock }: CellRun,
): Promise<CellResult> {
  const connections = Math.max(1, Math.floor(plan.connections / cell.processes));
  for (const { fleet, redis } of contestants)
    await fleet.open(cell.processes, { databaseUrl: world.databaseUrl, redisUrl: redis.url, connections });
  let explanations: ExplanationSize | undefined;
  const rounds = new Map(contestants.map(({ system }) => [system.name, [] as Measurement[]]));
  for (let round = 0; round <= plan.rounds; round++) {
    for (const { system, fleet } of contestants) {
      const warmUp = round === 0;
      const milliseconds = warmUp ? plan.warmUpMilliseconds : plan.milliseconds;
      const result = await measure({ cell, world, fleet, redis: time }, { milliseconds, explanations });
      if (system.name === engine) explanations = await world.explanations();
      if (!warmUp) rounds.get(system.name)!.push(result);
      const what = warmUp ? 'warm-up' : `round ${round} of ${plan.rounds}`;
      plan.progress(
        `${cell.name}, ${what}, ${system.name}: ${Math.round(result.chatsPerSecond)} chats/s${clock.left()}`,
      );
    }
  }
  for (const { fleet } of contestants) await fleet.close();
  return {
    cell,
    systems: contestants.map(({ system }) => ({ system: system.name, rounds: rounds.get(system.name)! })),
  };
}

/** How long it may still take, from the cells so far. */
class Remaining {
  private readonly startedAt = performance.now();
  private finished = 0;

  constructor(private readonly cells: number) {}

  done(): void {
    this.finished += 1;
  }

  left(): string {
    if (this.finished === 0) return `; ${this.cells} cells to go`;
    const perCell = (performance.now() - this.startedAt) / this.finished;
    const minutes = (perCell * (this.cells - this.finished)) / 60_000;
    return `; ${this.cells - this.finished} cells, about ${Math.max(1, Math.round(minutes))} min to go`;
  }
}
