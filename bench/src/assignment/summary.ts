import type { Cell } from './cells.js';
import { figureOf, type Figure } from './figures.js';
import type { Measurement } from './measure.js';
import type { CellResult } from './run-benchmark.js';

/** A system in a cell over its rounds: medians with what they lie between; wrong answers at their worst. */
export interface Summary {
  system: string;
  chatsPerSecond: Figure;
  p50: Figure;
  p99: Figure;
  nodeCpu: Figure;
  postgresCpu: Figure | null;
  redisCpu: Figure;
  walBytes: Figure;
  overCapacity: number;
  doubled: number;
  spread: number | null;
  overtaken: number;
  stranded: number;
  unassigned: number;
}

export interface CellSummary {
  cell: Cell;
  systems: Summary[];
}

export function summarize(results: readonly CellResult[]): CellSummary[] {
  return results.map(({ cell, systems }) => ({
    cell,
    systems: systems.map(({ system, rounds }) => summaryOf(system, rounds)),
  }));
}

function summaryOf(system: string, rounds: readonly Measurement[]): Summary {
  const figure = (of: (measurement: Measurement) => number) => figureOf(rounds.map(of));
  const worst = (of: (measurement: Measurement) => number) => Math.max(...rounds.map(of));
  return {
    system,
    chatsPerSecond: figure((it) => it.chatsPerSecond),
    p50: figure((it) => it.p50),
    p99: figure((it) => it.p99),
    nodeCpu: figure((it) => it.nodeCpu),
    postgresCpu: rounds.some((it) => it.postgresCpu === null) ? null : figure((it) => it.postgresCpu!),
    redisCpu: figure((it) => it.redisCpu),
    walBytes: figure((it) => it.walBytes),
    overCapacity: worst(({ wrong }) => wrong.overCapacity),
    doubled: worst(({ wrong }) => wrong.doubled),
    spread: rounds.some(({ wrong }) => wrong.spread === null) ? null : worst(({ wrong }) => wrong.spread!),
    overtaken: worst(({ wrong }) => wrong.overtaken),
    stranded: worst(({ wrong }) => wrong.stranded),
    unassigned: worst((it) => it.unassigned),
  };
}
