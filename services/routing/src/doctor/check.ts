import { setTimeout as pause } from 'node:timers/promises';
import type { Violation } from './invariant.js';

/** What a check saw at one look. */
export interface Look {
  /** How much was looked at, in words: `1,204 agents`. */
  seen: string;
  violations: Violation[];
  /** Said beside the result; no contradiction. */
  notes?: string[];
}

/** One question of the doctor. */
export interface Check {
  readonly number?: number | undefined;
  readonly name: string;
  readonly meaning: string;
  readonly advice: string;
  /** `at rest`: a suite that lives contradicts it for moments; what is the same at every look counts. */
  readonly holds: 'always' | 'at rest';
  look(): Promise<Look>;
}

/** The answer to one question. */
export interface CheckReport {
  number?: number | undefined;
  name: string;
  meaning: string;
  /** `unknown`: it could not be looked at. */
  outcome: 'ok' | 'failed' | 'unknown';
  seen: string;
  found: number;
  /** The first ones. */
  violations: Violation[];
  notes: string[];
  advice?: string | undefined;
}

/** How often what settles by itself is looked at, and how long after each other. */
export interface Patience {
  looks: number;
  pauseMs: number;
}

/** Longer than the sweep and a relay's turn need, together. */
export const usualPatience: Patience = { looks: 3, pauseMs: 2_000 };

const maxShown = 10;

/** Asks, and again while something is found that may settle; a check that cannot be made answers `unknown`. */
export async function ask(check: Check, patience: Patience): Promise<CheckReport> {
  const { number, name, meaning, advice, holds } = check;
  const about = { number, name, meaning };
  try {
    const first = await check.look();
    let { violations } = first;
    for (let looks = 1; holds === 'at rest' && violations.length > 0 && looks < patience.looks; looks++) {
      await pause(patience.pauseMs);
      const again = await check.look();
      violations = inBoth(violations, again.violations);
    }
    const failed = violations.length > 0;
    return {
      ...about,
      outcome: failed ? 'failed' : 'ok',
      seen: first.seen,
      found: violations.length,
      violations: violations.slice(0, maxShown),
      notes: first.notes ?? [],
      ...(failed ? { advice } : {}),
    };
  } catch (error) {
    const notes = [(error as Error).message];
    return { ...about, outcome: 'unknown', seen: 'nothing', found: 0, violations: [], notes };
  }
}

/** A violation is the same one when every value of it is: a version that went on is something else. */
export function inBoth(before: readonly Violation[], after: readonly Violation[]): Violation[] {
  const still = new Set(after.map((violation) => JSON.stringify(violation)));
  return before.filter((violation) => still.has(JSON.stringify(violation)));
}

/** `1,204 agents`, `1 agent`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
