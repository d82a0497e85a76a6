import type { Queryable } from '@switchboard/persistence';
import type { RedisConnection } from '@switchboard/redis';
import { NIL } from 'uuid';
import { counted, type Check, type Look } from './check.js';
import { comparePool, poolAgrees } from './compare-pool.js';
import { contradictions } from './contradictions.js';
import type { Invariant, Violation } from './invariant.js';
import { agreements, invariants } from './invariants.js';

/** What the doctor looks at. */
export interface Patient {
  database: Queryable;
  redis: RedisConnection;
  /** One shop, or undefined for all. */
  shopId: string | undefined;
  /** Told after each shop of a check. */
  progress(check: string, shops: number): void;
}

const shopsAfter = 'select id from shop where id > $1::uuid order by id limit 500';
const nouns = { shop: 'shop', agents: 'agent', chats: 'chat', messages: 'message', suite: 'event' } as const;
/** Outbox rows that one look covers: a statement of well under a second. */
const outboxWindow = 20_000;
/** Further violations are not collected: the list would say nothing more. */
const maxCollected = 1_000;

/** One check over every shop; when it runs again, only over those in which it found something. */
class EveryShop implements Check {
  private suspects: Set<string> | undefined;

  constructor(
    private readonly patient: Patient,
    private readonly about: Pick<Check, 'number' | 'name' | 'meaning' | 'advice' | 'holds'>,
    private readonly noun: string,
    private readonly lookAt: (
      shopId: string,
    ) => Promise<{ checked: number; violations: Violation[]; passed?: boolean }>,
  ) {}

  get number() { return this.about.number; } // prettier-ignore
  get name() { return this.about.name; } // prettier-ignore
  get meaning() { return this.about.meaning; } // prettier-ignore
  get advice() { return this.about.advice; } // prettier-ignore
  get holds() { return this.about.holds; } // prettier-ignore

  async look(): Promise<Look> {
    let [shops, checked, passed] = [0, 0, 0];
    const violations: Violation[] = [];
    const found = new Set<string>();
    for await (const shopId of this.suspects ?? allShops(this.patient)) {
      const one = await this.lookAt(shopId);
      shops += 1;
      checked += one.checked;
      if (one.passed) passed += 1;
      if (one.violations.length > 0) found.add(shopId);
      for (const violation of one.violations)
        if (violations.length < maxCollected) violations.push({ shop: shopId, ...violation });
      this.patient.progress(this.name, shops);
    }
    this.suspects = found;
    const seen = `${counted(checked, this.noun)} of ${counted(shops, 'shop')}`;
    return {
      seen,
      violations,
      notes: passed > 0 ? [`${counted(passed, 'shop')} not loaded in Redis now`] : [],
    };
  }
}

/** The engine's invariants and the tables that have to agree, in PostgreSQL and Redis. */
export function shopChecks(patient: Patient): Check[] {
  const { database, redis } = patient;
  const ofTables = [...invariants, ...agreements]
    .filter(({ holds }) => holds !== 'run')
    .map((invariant) =>
      invariant.scope === 'suite' ? overall(patient, invariant) : ofShops(patient, invariant),
    );
  const ofRedis = new EveryShop(patient, { ...poolAgrees, holds: 'at rest' }, 'agent', async (shopId) => {
    const { loaded, ...found } = await comparePool(database, redis, shopId);
    return { ...found, passed: !loaded };
  });
  return [...ofTables, ofRedis].sort((a, b) => (a.number ?? 99) - (b.number ?? 99));
}

function ofShops(patient: Patient, invariant: Invariant): Check {
  const holds = invariant.holds === 'always' ? 'always' : 'at rest';
  return new EveryShop(patient, { ...invariant, holds }, nouns[invariant.scope], (shopId) =>
    contradictions(patient.database, invariant, shopId),
  );
}

function overall({ database, shopId }: Patient, invariant: Invariant): Check {
  return {
    ...invariant,
    holds: 'always',
    look: async () => {
      const { checked, violations } = await contradictions(database, invariant, shopId ?? null, outboxWindow);
      return { seen: `the last ${counted(checked, 'row')} of the outbox`, violations };
    },
  };
}

async function* allShops({ database, shopId }: Patient): AsyncIterable<string> {
  if (shopId !== undefined) return yield shopId;
  for (let after: string = NIL; ;) {
    const page = await database.query<{ id: string }>(shopsAfter, [after]);
    for (const { id } of page) yield id;
    if (page.length === 0) return;
    after = page.at(-1)!.id;
  }
}
