import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { keptCases } from './kept-cases.js';
import { keptMutants } from './kept-mutants.js';
import { ModelLab } from './model-lab.js';
import { runCase } from './run-case.js';

const all = [
  ...keptCases,
  ...Object.entries(keptMutants).map(([name, { plan }]) => ({ found: `what would show ${name}`, plan })),
];

describe('cases that once contradicted the model', () => {
  let lab: ModelLab;
  beforeAll(async () => {
    lab = await ModelLab.open();
  });
  afterAll(() => lab.close());

  it.each(all)('$found', async ({ plan }) => {
    await runCase(lab, plan);
  });
});
