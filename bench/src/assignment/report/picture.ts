import type { CellSummary } from '../summary.js';
import { engine } from '../systems.js';

const width = 980;
const left = 210;
const right = 30;
const top = 96;
const rowHeight = 30;
const bottom = 56;

/** Colours that differ for everybody and on both grounds; the shapes differ too. */
const looks = [
  { colour: '#0072b2', shape: 'circle' },
  { colour: '#e69f00', shape: 'square' },
  { colour: '#cc79a7', shape: 'diamond' },
  { colour: '#d55e00', shape: 'triangle' },
  { colour: '#009e73', shape: 'cross' },
  { colour: '#7f7f7f', shape: 'ring' },
] as const;
type Look = (typeof looks)[number];

const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .small { font-size: 12px; fill: #59636e }
  .line { stroke: #d1d9e0 }
  .ground { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .small { fill: #9198a1 }
    .line { stroke: #3d444d }
    .ground { fill: #0d1117 }
  }`;

/** Chats per second of every system in every cell, on a logarithmic axis: median, and a line from min to max. */
export function picture(cells: readonly CellSummary[]): string {
  const names = cells[0]?.systems.map(({ system }) => system) ?? [];
  const all = cells.flatMap(({ systems }) =>
    systems.flatMap(({ chatsPerSecond: { min, max } }) => [min, max]),
  );
  const from = Math.floor(Math.log10(Math.max(1, Math.min(...all))));
  const to = Math.ceil(Math.log10(Math.max(10, ...all)));
  const x = (value: number) =>
    round(left + ((Math.log10(Math.max(value, 10 ** from)) - from) / (to - from)) * (width - left - right));
  const height = top + cells.length * rowHeight + bottom;
  const lines = Array.from({ length: to - from + 1 }, (_, at) => 10 ** (from + at));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">`,
    `<title id="title">New chats assigned per second, by case and system</title>`,
    `<style>${style}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    `<text x="16" y="28" font-weight="600">New chats assigned per second (logarithmic)</text>`,
    ...legend(names),
    ...lines.map((value) => gridLine(x(value), height, value)),
    `<text class="small" x="${(left + width - right) / 2}" y="${height - 10}" text-anchor="middle">chats per second, median of the rounds; the line goes from min to max</text>`,
    `<text class="small" x="16" y="${top - 10}">shops x agents / open chats / in flight</text>`,
    ...cells.flatMap((cell, row) => rowOf(cell, top + row * rowHeight + rowHeight / 2, x)),
    '</svg>',
    '',
  ].join('\n');
}

function legend(names: readonly string[]): string[] {
  const step = Math.floor((width - 32) / Math.max(1, names.length));
  return names.flatMap((name, at) => [
    mark(looks[at % looks.length]!, 24 + at * step, 54, name === engine ? 7 : 5),
    `<text x="${38 + at * step}" y="58"${name === engine ? ' font-weight="600"' : ''}>${escape(name)}</text>`,
  ]);
}

function gridLine(at: number, height: number, value: number): string {
  return [
    `<line class="line" x1="${at}" y1="${top}" x2="${at}" y2="${height - bottom + 8}"/>`,
    `<text class="small" x="${at}" y="${height - bottom + 24}" text-anchor="middle">${value.toLocaleString('en')}</text>`,
  ].join('');
}

function rowOf({ cell, systems }: CellSummary, y: number, x: (value: number) => number): string[] {
  const marks = systems.map(({ system, chatsPerSecond: { median, min, max } }, at) => {
    const look = looks[at % looks.length]!;
    const range = `<line x1="${x(min)}" y1="${y}" x2="${x(max)}" y2="${y}" stroke="${look.colour}" stroke-width="2" opacity="0.6"/>`;
    const text = `<title>${escape(`${cell.name}, ${system}: ${Math.round(median)} (${Math.round(min)}-${Math.round(max)})`)}</title>`;
    return `<g>${text}${range}${mark(look, x(median), y, system === engine ? 7 : 5)}</g>`;
  });
  return [
    `<line class="line" x1="${left}" y1="${y}" x2="${width - right}" y2="${y}" stroke-dasharray="2 4"/>`,
    `<text x="${left - 12}" y="${y + 4}" text-anchor="end">${escape(cell.name)}</text>`,
    // ours last: on top
    ...marks.toReversed(),
  ];
}

function mark({ colour, shape }: Look, x: number, y: number, size: number): string {
  const path = (d: string) => `<path d="${d}" fill="${colour}"/>`;
  switch (shape) {
    case 'circle':
      return `<circle cx="${x}" cy="${y}" r="${size}" fill="${colour}"/>`;
    case 'square':
      return `<rect x="${x - size}" y="${y - size}" width="${2 * size}" height="${2 * size}" fill="${colour}"/>`;
    case 'diamond':
      return path(`M${x} ${y - size - 1}L${x + size + 1} ${y}L${x} ${y + size + 1}L${x - size - 1} ${y}Z`);
    case 'triangle':
      return path(`M${x} ${y - size}L${x + size} ${y + size}L${x - size} ${y + size}Z`);
    case 'cross':
      return `<path d="M${x - size} ${y - size}L${x + size} ${y + size}M${x - size} ${y + size}L${x + size} ${y - size}" stroke="${colour}" stroke-width="3"/>`;
    case 'ring':
      return `<circle cx="${x}" cy="${y}" r="${size}" fill="none" stroke="${colour}" stroke-width="3"/>`;
  }
}

const round = (value: number): number => Math.round(value * 10) / 10;
const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
