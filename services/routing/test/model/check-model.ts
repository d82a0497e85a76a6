import fc from 'fast-check';
import { anyCase, type Case } from './commands.js';
import type { ModelLab } from './model-lab.js';
import { runCase } from './run-case.js';

/** How far a check goes. */
export interface CheckOptions {
  seed: number;
  runs: number;
  /** How long to look for a shorter case that fails too. */
  shrinkMs: number;
  onRun?(nth: number): void;
}

/** A case that contradicts the model. */
export interface Failure {
  /** Runs until it was met. */
  afterRuns: number;
  seed: number;
  /** Of fast-check: with the seed, it leads to the case. */
  path: string;
  plan: Case;
  error: unknown;
  story: readonly string[];
}

/** Plays generated cases until one contradicts the model; answers that one, made as short as time allows. */
export async function checkModel(lab: ModelLab, options: CheckOptions): Promise<Failure | undefined> {
  let runs = 0;
  let deadline = Infinity;
  const property = fc.asyncProperty(anyCase, async (plan) => {
    // A limit of fast-check's own would leave a run behind that goes on.
    fc.pre(performance.now() < deadline);
    options.onRun?.((runs += 1));
    await runCase(lab, plan);
  });
  const { seed } = options;
  const first = await fc.check(property, { seed, numRuns: options.runs, endOnFailure: true });
  if (!first.failed) return undefined;
  const afterRuns = runs;
  deadline = performance.now() + options.shrinkMs;
  const shorter = await fc.check(property, { seed, path: first.counterexamplePath! });
  deadline = Infinity;
  const { counterexamplePath: path, counterexample } = shorter.failed ? shorter : first;
  const [plan] = counterexample!;
  const error = await runCase(lab, plan).then(
    () => new Error('it did not fail when it was played once more', { cause: first.errorInstance }),
    (caught: unknown) => caught,
  );
  return { afterRuns, seed, path: path!, plan, error, story: [...lab.scheduler.story] };
}

/** For whoever has to understand it. */
export function report({ afterRuns, seed, path, plan, error, story }: Failure): string {
  const begin = story.findIndex((line) => line.startsWith('--'));
  return [
    `run ${afterRuns} of seed ${seed} (path ${path}) contradicts the model: ${(error as Error).stack}`,
    `shops, under ${plan.under}: ${JSON.stringify(plan.shops)}`,
    ...story.slice(begin),
    'as a case to keep:',
    JSON.stringify(plan),
  ].join('\n');
}
