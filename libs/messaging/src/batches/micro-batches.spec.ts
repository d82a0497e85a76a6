import { TransientError } from '../consumer/consumer-errors.js';
import { MicroBatches } from './micro-batches.js';

describe('micro-batches', () => {
  const calls: number[][] = [];
  beforeEach(() => void calls.splice(0));

  it('takes together what comes at once and what comes meanwhile, in order', async () => {
    const gate: { open?: () => void } = {};
    const batches = new MicroBatches<number, number>(
      async (items) => {
        calls.push([...items]);
        if (calls.length === 1) await new Promise<void>((resolve) => (gate.open = resolve));
        return items.map((item) => item * 10);
      },
      { items: 3 },
    );
    const first = [1, 2].map((item) => batches.run(item));
    await new Promise((resolve) => setImmediate(resolve));
    const rest = [3, 4, 5, 6].map((item) => batches.run(item));
    gate.open!();
    expect(await Promise.all([...first, ...rest])).toEqual([10, 20, 30, 40, 50, 60]);
    expect(calls).toEqual([[1, 2], [3, 4, 5], [6]]);
  });

  describe('that rest between two calls', () => {
    const resting = (restMs: number) =>
      new MicroBatches<number, number>(
        async (items) => {
          calls.push([...items]);
          return items;
        },
        { items: 2, restMs },
      );

    it('take a lone item at once, and together what comes in the rest after it', async () => {
      const batches = resting(200);
      await batches.run(1);
      const second = batches.run(2);
      await new Promise((resolve) => setImmediate(resolve));
      expect(calls).toEqual([[1]]);
      await Promise.all([second, batches.run(3)]);
      expect(calls).toEqual([[1], [2, 3]]);
    });

    it('do not rest while a whole call waits', async () => {
      const batches = resting(600_000);
      await Promise.all([1, 2, 3, 4].map((item) => batches.run(item)));
      expect(calls).toEqual([
        [1, 2],
        [3, 4],
      ]);
    });
  });

  it('does each by itself after a failure, so that one does not take the others with it', async () => {
    const batches = new MicroBatches<number, number>(async (items) => {
      calls.push([...items]);
      if (items.includes(2)) throw new Error('not this one');
      return items;
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map((item) => batches.run(item)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(calls).toEqual([[1, 2, 3], [1], [2], [3]]);
    expect(await batches.run(4)).toBe(4);
  });

  it('hands a dependency that is away to everybody at once', async () => {
    const batches = new MicroBatches<number>(async (items) => {
      calls.push([...items]);
      throw new TransientError('away');
    });
    const outcomes = await Promise.allSettled([1, 2].map((item) => batches.run(item)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(calls).toEqual([[1, 2]]);
  });
});
