import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { checkModel, report } from './check-model.js';
import { ModelLab } from './model-lab.js';
import { mutationNamed } from './mutations.js';
import { progressOf, runOptions } from './run-options.js';

const workers = 2;
const aDay = 86_400_000;

/** One worker's share of the runs; two files of them run side by side. */
export function generatedRuns(worker: number): void {
  let lab: ModelLab;
  const { mutation } = runOptions;
  beforeAll(async () => {
    lab = await ModelLab.open(mutation === undefined ? undefined : mutationNamed(mutation));
  }, aDay);
  afterAll(() => lab.close());

  const seed = runOptions.seed + worker;
  const runs = Math.ceil(runOptions.runs / workers);
  it(
    `three processes, every await a step of the schedule: ${runs} runs of seed ${seed} agree with the model`,
    async () => {
      const onRun = progressOf(`worker ${worker}`);
      const failure = await checkModel(lab, { seed, runs, shrinkMs: 120_000, onRun });
      expect(failure && report(failure)).toBeUndefined();
    },
    aDay,
  );
}
