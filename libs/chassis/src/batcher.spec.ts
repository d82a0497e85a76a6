import { Batcher, callAgain } from './batcher.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a batcher', () => {
  const calls: number[][] = [];
  beforeEach(() => void calls.splice(0));

  it('calls once at a time: what arrives in one turn or meanwhile shares the next call, up to the limit', async () => {
    const gate: { open?: () => void } = {};
    const batcher = new Batcher<number, number>(
      async (items) => {
        calls.push([...items]);
        if (calls.length === 1) await new Promise<void>((resolve) => (gate.open = resolve));
        return items.map((item) => item * 10);
      },
      { limit: 3 },
    );
    const first = [1, 2].map((item) => batcher.run(item));
    await turn();
    await turn();
    const rest = [3, 4, 5, 6].map((item) => batcher.run(item));
    await turn();
    expect(calls).toEqual([[1, 2]]);
    gate.open!();
    expect(await Promise.all([...first, ...rest])).toEqual([10, 20, 30, 40, 50, 60]);
    expect(calls).toEqual([[1, 2], [3, 4, 5], [6]]);
  });

  it('has each key once in a call; the second goes into the next one, and others pass it', async () => {
    const batcher = new Batcher<string, void>(
      async (items) => {
        calls.push(items.map(Number));
        return items.map(() => undefined);
      },
      { keyOf: (item) => item },
    );
    await Promise.all(['1', '1', '2'].map((item) => batcher.run(item)));
    expect(calls).toEqual([[1, 2], [1]]);
  });

  describe('that rests between two calls', () => {
    const resting = (restMs: number) =>
      new Batcher<number, number>(
        async (items) => {
          calls.push([...items]);
          return items;
        },
        { limit: 2, restMs },
      );

    it('takes a lone item at once, and together what arrives during the rest', async () => {
      const batcher = resting(200);
      await batcher.run(1);
      const second = batcher.run(2);
      await turn();
      expect(calls).toEqual([[1]]);
      await Promise.all([second, batcher.run(3)]);
      expect(calls).toEqual([[1], [2, 3]]);
    });

    it('does not rest while a full call waits', async () => {
      const batcher = resting(600_000);
      await Promise.all([1, 2, 3, 4].map((item) => batcher.run(item)));
      expect(calls).toEqual([
        [1, 2],
        [3, 4],
      ]);
    });
  });

  it('makes an item that asks for it part of the next call, ahead of those that wait', async () => {
    const batcher = new Batcher<number, number>(
      async (items) => {
        calls.push([...items]);
        return items.map((item) => (item === 1 && calls.length < 3 ? callAgain : item));
      },
      { limit: 2 },
    );
    expect(await Promise.all([1, 2, 3, 4].map((item) => batcher.run(item)))).toEqual([1, 2, 3, 4]);
    expect(calls).toEqual([
      [1, 2],
      [1, 3],
      [1, 4],
    ]);
  });

  it('makes the next call while an answer is still awaited', async () => {
    const late = Promise.withResolvers<number>();
    const batcher = new Batcher<number, number>(
      async (items) => {
        calls.push([...items]);
        return items.map((item) => (item === 1 ? late.promise : item));
      },
      { limit: 1 },
    );
    const first = batcher.run(1);
    expect(await batcher.run(2)).toBe(2);
    late.resolve(10);
    expect(await first).toBe(10);
  });

  describe('whose call failed', () => {
    it('tries each item alone and before those that wait, so that one does not fail the others', async () => {
      const batcher = new Batcher<number, number>(
        async (items) => {
          calls.push([...items]);
          if (items.includes(2)) throw new Error('not this one');
          return items;
        },
        { limit: 3 },
      );
      const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map((item) => batcher.run(item)));
      expect(outcomes.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'fulfilled',
        'fulfilled',
      ]);
      expect(calls).toEqual([[1, 2, 3], [1], [2], [3], [4, 5]]);
    });

    it('rejects all of them, or makes the same call again, as its user decides', async () => {
      const batcher = new Batcher<number>(
        async (items) => {
          calls.push([...items]);
          throw new Error('unreachable');
        },
        { afterFailure: ({ failures }) => (failures < 2 ? 'together' : 'reject') },
      );
      const outcomes = await Promise.allSettled([1, 2].map((item) => batcher.run(item)));
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(calls).toEqual([
        [1, 2],
        [1, 2],
      ]);
    });
  });
});
