import type { CheckReport } from './check.js';
import type { Violation } from './invariant.js';

const words = { ok: 'ok     ', failed: 'FAILED ', unknown: 'unknown' } as const;

/** A check's answer for people: one line, and what is wrong and what to do below it. */
export function reportLines({ number, name, meaning, outcome, seen, found, ...rest }: CheckReport): string[] {
  const { violations, notes, advice } = rest;
  const lines = [`${words[outcome]} ${String(number ?? '').padStart(2)}  ${name.padEnd(26)} ${seen}`];
  const below = (text: string) => lines.push(`            ${text}`);
  for (const note of notes) below(note);
  if (outcome !== 'failed') return lines;
  below(`must hold: ${meaning}`);
  for (const violation of violations) below(`- ${inWords(violation)}`);
  if (found > violations.length) below(`and ${(found - violations.length).toLocaleString('en-US')} more`);
  if (advice) below(`do: ${advice}`);
  return lines;
}

/** The last line. */
export function summaryLine(reports: readonly CheckReport[]): string {
  const of = (outcome: CheckReport['outcome']) =>
    reports.filter((report) => report.outcome === outcome).length;
  return `${reports.length} checks: ${of('ok')} ok, ${of('failed')} failed, ${of('unknown')} could not be made`;
}

function inWords(violation: Violation): string {
  return Object.entries(violation)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${value ?? 'none'}`)
    .join(', ');
}
