import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EngineLab } from './engine-lab.js';
import type { EngineProcess } from './engine-process.js';
import { none, unfairLeads, violations } from './invariants.js';
import { seeded, type Random } from './random.js';
import { ShopFixture } from './shop-fixture.js';

type Mode = 'lowest_workload' | 'equal';

describe('fairness, from rest to rest', () => {
  let lab: EngineLab;
  let processes: [EngineProcess, EngineProcess, EngineProcess];
  beforeAll(async () => {
    lab = await EngineLab.open();
    const direct = { settings: { fewAgents: 10 } };
    processes = [await lab.process(), await lab.process(), await lab.process(direct)];
  });
  afterAll(() => lab.close());

  const capacitiesFor = (mode: Mode, random: Random) =>
    Array.from({ length: 2 + random.below(8) }, () =>
      // equal: large enough that nobody fills up, for the bound speaks of agents eligible throughout
      mode === 'equal'
        ? 100 + random.below(800)
        : random.chance(0.5)
          ? 1 + random.below(8)
          : 1 + random.below(100),
    );

  const kinds = {
    single: { burst: 1, flush: 0, sql: 0, processes: 1 },
    burst: { burst: 20, flush: 0, sql: 0, processes: 1 },
    'Redis flushed between decisions': { burst: 1, flush: 0.2, sql: 0, processes: 1 },
    'Postgres choosing in between': { burst: 1, flush: 0, sql: 0.3, processes: 1 },
    'two processes': { burst: 20, flush: 0, sql: 0, processes: 2 },
    'beside one that assigns as it accepts': { burst: 4, flush: 0, sql: 0, processes: 3 },
  };
  const cases = (['lowest_workload', 'equal'] as const).flatMap((mode) =>
    Object.keys(kinds).map((kind) => [mode, kind as keyof typeof kinds] as const),
  );

  it.each(cases)('%s, %s', async (mode, name) => {
    const kind = kinds[name];
    for (let seed = 1; seed <= 3; seed++) {
      const random = seeded(seed * 7 + name.length);
      const capacities = capacitiesFor(mode, random);
      const shop = await ShopFixture.create(
        processes[0],
        capacities.map((capacity) => ({ capacity })),
        mode,
      );
      const total = Math.min(120, capacities.reduce((sum, capacity) => sum + capacity, 0) - 1);
      for (let sent = 0; sent < total;) {
        const size = Math.min(1 + random.below(kind.burst), total - sent);
        sent += size;
        if (random.chance(kind.flush)) await lab.redis.client.flushdb();
        if (random.chance(kind.sql)) {
          await processes[0].drain.stop();
          await shop.write(processes[0]);
          await processes[0].single.choose(shop.shopId, 1);
          processes[0].drain.start();
        } else {
          await Promise.all(
            Array.from({ length: size }, () => shop.write(processes[random.below(kind.processes)]!)),
          );
        }
        for (const process of processes) await process.quiet();
        expect(await unfairLeads(processes[0], shop.shopId)).toEqual([]);
      }
      expect(await violations(processes[0], shop.shopId)).toEqual(none);
    }
  });
});
