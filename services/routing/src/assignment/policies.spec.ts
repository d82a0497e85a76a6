import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { equal } from './equal.policy.js';
import { lowestWorkload } from './lowest-workload.policy.js';

const workload = (open: number, capacity: number) => ({ open, capacity, base: 0, dealt: 0 });

describe('lowest_workload', () => {
  it('Zendesk’s example: "A has 1 of 2, B has 8 of 10": A is at 50 %, B at 80 %, A gets it', () => {
    expect(lowestWorkload.score(workload(1, 2))).toBeLessThan(lowestWorkload.score(workload(8, 10)));
  });

  it('keeps all fractions below 1 with denominators up to 999 distinct and in order', () => {
    const fractions = new Map<number, { open: number; capacity: number }>();
    for (let capacity = 1; capacity <= 999; capacity++) {
      for (let open = 0; open < capacity; open++) {
        const score = lowestWorkload.score(workload(open, capacity));
        const same = fractions.get(score);
        if (!same) fractions.set(score, { open, capacity });
        else if (same.open * capacity !== open * same.capacity)
          throw new Error(`${open}/${capacity} meets ${same.open}/${same.capacity}`);
      }
    }
    expect(fractions.size).toBe(303_792);
    const inOrder = [...fractions].sort(([a], [b]) => a - b).map(([, fraction]) => fraction);
    inOrder.slice(1).forEach((right, at) => {
      const left = inOrder[at]!;
      if (left.open * right.capacity >= right.open * left.capacity) throw new Error('not in order');
    });
  });
});

describe('equal', () => {
  it('does not drift: n chats move an agent on by n/capacity, whatever the steps in between', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        (capacity, dealt) => {
          const score = equal.score({ open: 0, capacity, base: 0, dealt });
          expect(Number.isSafeInteger(score)).toBe(true);
          expect(Math.abs(score / 2 ** 26 - dealt / capacity)).toBeLessThan(2 ** -25);
        },
      ),
    );
  });

  it('deals to the one furthest behind: the lead over the fair share is never above one chat', () => {
    const capacities = fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(capacities, fc.integer({ min: 1, max: 300 }), (limits, chats) => {
        const dealt = limits.map(() => 0);
        for (let chat = 0; chat < chats; chat++) {
          const scores = limits.map((capacity, at) =>
            equal.score({ open: 0, capacity, base: 0, dealt: dealt[at]! }),
          );
          dealt[scores.indexOf(Math.min(...scores))]! += 1;
        }
        limits.forEach((mine, i) =>
          limits.forEach((theirs, j) => {
            // dealt_i / c_i - dealt_j / c_j <= 1 / c_i, in integers
            expect(dealt[i]! * theirs - dealt[j]! * mine).toBeLessThanOrEqual(theirs);
          }),
        );
      }),
      { numRuns: 200 },
    );
  });
});
