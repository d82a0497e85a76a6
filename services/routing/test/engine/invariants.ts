import { comparePool } from '../../src/doctor/compare-pool.js';
import { contradictions } from '../../src/doctor/contradictions.js';
import type { Violation } from '../../src/doctor/invariant.js';
import { invariantNamed, invariants } from '../../src/doctor/invariants.js';
import type { EngineProcess } from './engine-process.js';

/** Events looked at per call: more than any test makes. */
const outboxWindow = 20_000;

/** What `violations` answers when all is well. */
export const none: Record<string, Violation[]> = {};

/** Rows that contradict an invariant, by its name, once everything is at rest. */
export async function violations(
  process: Pick<EngineProcess, 'database'>,
  shopId: string,
): Promise<Record<string, Violation[]>> {
  const found: Record<string, Violation[]> = {};
  for (const invariant of invariants) {
    if (invariant.holds === 'run') continue;
    const pageSize = invariant.scope === 'suite' ? outboxWindow : undefined;
    const { violations: rows } = await contradictions(process.database, invariant, shopId, pageSize);
    if (rows.length > 0) found[invariant.name] = rows;
  }
  return found;
}

/** Invariant 8, for a shop in which chats only arrived since its agents were made: who leads by more than one. */
export async function unfairLeads(
  process: Pick<EngineProcess, 'database'>,
  shopId: string,
): Promise<Violation[]> {
  return (await contradictions(process.database, invariantNamed('fair-shares'), shopId)).violations;
}

/** 5: where Redis at rest differs from Postgres; empty when it agrees. */
export async function poolDifferences(
  process: Pick<EngineProcess, 'database' | 'redis'>,
  shopId: string,
): Promise<string[]> {
  const { loaded, violations: rows } = await comparePool(process.database, process.redis, shopId);
  if (!loaded) return ['not loaded under its epoch'];
  return rows.map((row) => JSON.stringify(row));
}
