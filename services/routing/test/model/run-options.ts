import { testEnvironment } from '@switchboard/testing';

const given = (name: string) => testEnvironment.option(`MODEL_${name}`);

/** What `npm run test:model` sets; without it, the runs that belong to `npm test`: always the same ones. */
export const runOptions = {
  /** Of all workers together. */
  runs: Number(given('RUNS') ?? testEnvironment.proof({ short: 320, long: 2_000 })),
  seed: Number(given('SEED') ?? 20_260_101),
  /** Break the engine this way. */
  mutation: given('MUTATION'),
  /** Look for a case that shows each mutation, instead of playing the kept ones. */
  search: given('SEARCH') === 'yes',
  progress: given('PROGRESS') === 'yes',
};

const everyRuns = 25;

/** Says now and then how far the long form is. */
export function progressOf(what: string): (nth: number) => void {
  const started = performance.now();
  return (nth) => {
    if (!runOptions.progress || nth % everyRuns !== 0) return;
    const seconds = (performance.now() - started) / 1_000;
    process.stderr.write(`${what}: ${nth} runs, ${(seconds / nth).toFixed(2)} s each\n`);
  };
}
