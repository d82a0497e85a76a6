import type { Goal } from '../goals.js';
import { isDurable, type Machine } from '../machine.js';
import type { CellSummary } from '../summary.js';
import type { System } from '../systems.js';
import { latencies, rates, table, work, wrongAnswers } from './tables.js';

export interface Report {
  machine: Machine;
  rounds: number;
  milliseconds: number;
  connections: number;
  cells: readonly CellSummary[];
  goals: readonly Goal[];
}

/** docs/benchmarks.md, whole. */
export function document(
  { machine, rounds, milliseconds, connections, cells, goals }: Report,
  systems: readonly System[],
): string {
  return `# Benchmarks: who gets the next chat, and how fast

Written by \`npm run bench\`; do not edit. Again: \`npm run bench\` (about 20 minutes on a quiet machine), or
\`npm run bench -- --quick\` for a first look without this file. \`--only 1x10/0/16\` takes one cell, \`--rounds\` and
\`--milliseconds\` change what a figure rests on, \`--json FILE\` writes every measurement.

${table(
  ['', ''],
  [
    ['date, commit', `${machine.date}, ${machine.commit}`],
    [
      'machine',
      `${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB; PostgreSQL, Redis and the load share it`,
    ],
    ['versions', `Node ${machine.node}, PostgreSQL ${machine.postgres}, Redis ${machine.redis}`],
    [
      'settings',
      Object.entries(machine.settings)
        .map(([name, value]) => `${name} = ${value}`)
        .join(', '),
    ],
    [
      'durable',
      isDurable(machine)
        ? 'yes: an answered commit is on disk'
        : '**no**: commits were not flushed, the figures are not comparable',
    ],
    [
      'per figure',
      `median of ${rounds} rounds of ${milliseconds} ms after a warm-up, the systems taking turns; wrong answers at their worst`,
    ],
  ],
)}

## Goals

${table(
  ['goal', 'seen', ''],
  goals.map(({ goal, seen, met }) => [goal, seen, met ? 'met' : '**missed**']),
)}

## Chats per second

![New chats assigned per second, by case and system](benchmarks.svg)

A cell is shops x agents of each / chats that they hold already / chats in flight; \`4p\`: four processes with that many
in flight each; \`scarce\`: 4 places per agent, more customers than places, and every chat is closed as soon as it has an
agent. Median (min-max).

${rates(cells)}

## Latency

From a customer's message to an agent, committed, in ms: p50 / p99.

${latencies(cells)}

## Wrong answers

Over capacity / doubled / spread / overtaken / left waiting, counted from the rows after each measurement, the worst of
the rounds. Over capacity: assignments that found their agent full. Doubled: chats given away twice. Spread: by how many
chats the busiest agent is ahead of its fair share (1 cannot be avoided; not asked where chats are closed). Overtaken:
chats known to wait for 100 ms while a younger one was given away. Left waiting: chats without an agent at the end.

${wrongAnswers(cells)}

## Work per chat

Microseconds of processor time in Node / PostgreSQL, and of Redis inside scripts; bytes of write-ahead log.

${work(cells)}

## What is compared

Each system has the same database, Redis, number of connections (${connections} over all its processes) and load, a closed loop that
keeps the given number of chats in flight. Each stores a chat with the same function and writes the same rows for an
assignment (chat, explanation with as many bytes as the engine's, event), durably, one transaction per chat unless it
says otherwise. With four processes, the one that gave a chat away tells the one whose customer waits.

${systems.map(({ name, description }) => `- **${name}.** ${description}`).join('\n')}
`;
}
