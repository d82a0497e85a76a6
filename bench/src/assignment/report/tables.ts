import type { Figure } from '../figures.js';
import type { CellSummary, Summary } from '../summary.js';

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const short = (value: number): string => (value >= 10 ? whole(value) : value.toFixed(value >= 1 ? 1 : 2));

/** `6,012 (5,870-6,100)` */
export const withRange = ({ median, min, max }: Figure): string =>
  `${whole(median)} (${whole(min)}-${whole(max)})`;

/** One Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A row per cell, a column per system. */
export function perSystem(cells: readonly CellSummary[], show: (summary: Summary) => string): string {
  const names = cells[0]?.systems.map(({ system }) => system) ?? [];
  return table(
    ['cell', ...names],
    cells.map(({ cell, systems }) => [`\`${cell.name}\``, ...systems.map(show)]),
  );
}

export const rates = (cells: readonly CellSummary[]): string =>
  perSystem(cells, ({ chatsPerSecond }) => withRange(chatsPerSecond));

export const latencies = (cells: readonly CellSummary[]): string =>
  perSystem(cells, ({ p50, p99 }) => `${short(p50.median)} / ${short(p99.median)}`);

/** over capacity / doubled / spread / overtaken / left waiting */
export const wrongAnswers = (cells: readonly CellSummary[]): string =>
  perSystem(cells, (it) =>
    [
      it.overCapacity,
      it.doubled,
      it.spread === null ? '-' : short(it.spread),
      it.overtaken,
      it.stranded + it.unassigned,
    ].join(' / '),
  );

/** Node / PostgreSQL / Redis, and bytes of the write-ahead log. */
export const work = (cells: readonly CellSummary[]): string =>
  perSystem(cells, ({ nodeCpu, postgresCpu, redisCpu, walBytes }) =>
    [
      whole(nodeCpu.median),
      postgresCpu ? whole(postgresCpu.median) : '?',
      whole(redisCpu.median),
      `${short(walBytes.median / 1_000)} kB`,
    ].join(' / '),
  );
