import fc from 'fast-check';
import { OffsetLedger, PartitionLedger } from './offset-ledger.js';

describe('the ledger of a partition', () => {
  it('stands still at a gap and jumps over everything finished behind it', () => {
    const ledger = new PartitionLedger();
    expect(ledger.position).toBeUndefined();
    ledger.take([5, 6, 8], 10);
    expect(ledger.position).toBe(5);
    ledger.complete(6);
    ledger.complete(8);
    expect(ledger.position).toBe(5);
    ledger.complete(5);
    expect(ledger.position).toBe(10);
    expect(ledger.pending).toBe(0);
  });

  it('never passes an offset that is not finished, and ends behind the last one, in any order', () => {
    const offsets = fc.uniqueArray(fc.nat(10_000), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(offsets, fc.infiniteStream(fc.nat()), (found, dice) => {
        const ascending = [...found].sort((a, b) => a - b);
        const ledger = new PartitionLedger();
        const half = Math.ceil(ascending.length / 2);
        ledger.take(ascending.slice(0, half), ascending[half] ?? 10_001);
        ledger.take(ascending.slice(half), 10_001);
        const open = new Set(ascending);
        while (open.size > 0) {
          const next = [...open][dice.next().value! % open.size]!;
          open.delete(next);
          ledger.complete(next);
          expect(ledger.position).toBe(open.size > 0 ? Math.min(...open) : 10_001);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('forgets what is behind it', () => {
    const ledger = new PartitionLedger();
    for (let offset = 0; offset < 5_000; offset += 1) {
      ledger.take([offset], offset + 1);
      ledger.complete(offset);
    }
    expect(ledger.position).toBe(5_000);
    expect(ledger.pending).toBe(0);
  });
});

describe('the ledger of all partitions', () => {
  it('offers for commit only what moved since the last one', () => {
    const ledger = new OffsetLedger();
    ledger.partition('a', 0).take([1, 2], 3);
    ledger.partition('b', 1).take([7], 8);
    ledger.partition('a', 0).complete(1);
    const first = ledger.uncommitted();
    expect(first).toEqual([
      { topic: 'a', partition: 0, offset: 2 },
      { topic: 'b', partition: 1, offset: 7 },
    ]);
    ledger.markCommitted(first);
    expect(ledger.uncommitted()).toEqual([]);
    ledger.partition('b', 1).complete(7);
    expect(ledger.uncommitted()).toEqual([{ topic: 'b', partition: 1, offset: 8 }]);
  });
});
