import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testEnvironment } from '@switchboard/testing';
import { EngineLab } from './engine-lab.js';
import type { EngineProcess } from './engine-process.js';
import { recordHistory } from './history.js';
import { race } from './race.js';

const seeds = Array.from(
  { length: Number(testEnvironment.option('RACE_RUNS') ?? testEnvironment.proof({ short: 12, long: 100 })) },
  (_, n) => Number(testEnvironment.option('RACE_SEED') ?? 1) + n,
);

describe('three processes, every await a scheduling point, every fault at once', () => {
  let lab: EngineLab;
  const processes: EngineProcess[] = [];
  beforeAll(async () => {
    lab = await EngineLab.open();
    await recordHistory(lab.database);
    for (let n = 0; n < 3; n++) processes.push(await lab.process());
  });
  afterAll(() => lab.close());

  it.each(seeds)(
    'seed %d: nothing over capacity, overtaken, doubled or lost, and Redis agrees at rest',
    async (seed) => {
      const { assigned, ...found } = await race(lab, processes, seed);
      expect(found).toEqual({
        errors: [],
        lost: 0,
        overtaken: 0,
        doubled: 0,
        violations: {},
        poolDifferences: [],
      });
      expect(assigned).toBeGreaterThan(0);
    },
  );
});
