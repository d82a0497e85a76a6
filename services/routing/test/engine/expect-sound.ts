import { expect } from '@jest/globals';
import type { EngineProcess } from './engine-process.js';
import { none, poolDifferences, violations } from './invariants.js';

/** At rest no invariant is contradicted, and Redis agrees with PostgreSQL. */
export async function expectSound(
  process: Pick<EngineProcess, 'database' | 'redis'>,
  shopId: string,
): Promise<void> {
  expect(await violations(process, shopId)).toEqual(none);
  expect(await poolDifferences(process, shopId)).toEqual([]);
}
