import { describe, expect, it } from '@jest/globals';
import { checkModel, report } from './check-model.js';
import { keptMutants } from './kept-mutants.js';
import { ModelLab } from './model-lab.js';
import { mutations } from './mutations.js';
import { runCase } from './run-case.js';
import { progressOf, runOptions } from './run-options.js';

const longSearch = 3_600_000;
const names = Object.keys(mutations).filter((name) => (runOptions.mutation ?? name) === name);

/** What is wrong with the broken engine, as the model says it. */
async function contradiction(lab: ModelLab, name: string): Promise<unknown> {
  if (!runOptions.search) return runCase(lab, keptMutants[name]!.plan).catch((error: unknown) => error);
  const { seed, runs } = runOptions;
  const onRun = progressOf(name);
  const failure = await checkModel(lab, { seed, runs, shrinkMs: 30_000, onRun });
  if (!failure) return undefined;
  process.stderr.write(`${name}: after ${failure.afterRuns} runs, ${report(failure)}\n`);
  return failure.error;
}

describe('an engine with a part taken out contradicts the model', () => {
  it.each(names)(
    '%s',
    async (name) => {
      const lab = await ModelLab.open(mutations[name]!);
      try {
        const found = await contradiction(lab, name);
        expect(String(found)).toMatch(keptMutants[name]?.found ?? 'invariant');
      } finally {
        await lab.close();
      }
    },
    longSearch,
  );
});
