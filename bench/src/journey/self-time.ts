import type { Profiler } from 'node:inspector';

/** A share of a service's working time. */
export interface SelfTime {
  name: string;
  /** Of the samples that were not idle. */
  percent: number;
}

/** Where a service's time went, by package and by function. */
export interface WhereTimeGoes {
  packages: SelfTime[];
  functions: SelfTime[];
}

const notWork = new Set(['(root)', '(idle)', '(program)']);

/** Self time, the largest first. `(program)`, what Node does outside JavaScript, counts as a package of its own. */
export function whereTimeGoes(
  { nodes, samples = [], timeDeltas = [] }: Profiler.Profile,
  most = 15,
): WhereTimeGoes {
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const packages = new Map<string, number>();
  const functions = new Map<string, number>();
  let working = 0;
  samples.forEach((id, at) => {
    const frame = byId.get(id)!;
    if (frame.functionName === '(idle)' || frame.functionName === '(root)') return;
    const time = Math.max(0, timeDeltas[at] ?? 0);
    working += time;
    const from = packageOf(frame.functionName, frame.url);
    packages.set(from, (packages.get(from) ?? 0) + time);
    if (notWork.has(frame.functionName)) return;
    const name = `${frame.functionName || '(anonymous)'} (${placeOf(frame, from)})`;
    functions.set(name, (functions.get(name) ?? 0) + time);
  });
  const largest = (times: ReadonlyMap<string, number>) =>
    [...times]
      .sort(([, one], [, other]) => other - one)
      .slice(0, most)
      .map(([name, time]) => ({ name, percent: Math.round((time / working) * 1_000) / 10 }));
  return { packages: largest(packages), functions: largest(functions) };
}

function packageOf(functionName: string, url: string): string {
  if (url === '') return functionName.startsWith('(') ? functionName : '(engine)';
  if (url.startsWith('node:')) return 'node';
  const [, installed] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  if (installed) return installed;
  const [, own] = /\/((?:libs|services)\/[^/]+)\//.exec(url) ?? [];
  return own ?? 'other';
}

function placeOf({ url, lineNumber }: Profiler.Profile['nodes'][number]['callFrame'], from: string): string {
  const file = url.slice(url.lastIndexOf('/') + 1);
  return file ? `${from}, ${file}:${lineNumber + 1}` : from;
}
