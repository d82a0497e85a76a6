import type { ReceivedBatch, ReceivedRecord } from '../kafka/kafka-port.js';
import { AssignedWork, type WorkHost } from './assigned-work.js';

const record = (offset: number, key: string | null, bytes = 1): ReceivedRecord => ({
  topic: 't',
  partition: 0,
  offset,
  key,
  headers: {},
  value: Buffer.alloc(bytes),
});
const batch = (records: ReceivedRecord[]): ReceivedBatch => ({
  topic: 't',
  partition: 0,
  records,
  nextOffset: records.at(-1)!.offset + 1,
  highWatermark: 100,
});

function hostDouble(process: WorkHost['process'] = async () => true) {
  const calls: string[] = [];
  const host: WorkHost = {
    process,
    pause: () => void calls.push('pause'),
    resume: () => void calls.push('resume'),
    failed: () => void calls.push('failed'),
  };
  return { host, calls };
}

const settled = () => new Promise(setImmediate);

describe('work between two rebalances', () => {
  it('moves its position only over records that are done', async () => {
    let finish!: (done: boolean) => void;
    const slow = new Promise<boolean>((resolve) => (finish = resolve));
    const { host } = hostDouble(({ key }) => (key === 'slow' ? slow : Promise.resolve(true)));
    const work = new AssignedWork(host);
    work.accept(batch([record(1, 'slow'), record(2, 'a'), record(3, 'b')]));
    await settled();
    expect(work.positions()).toEqual([{ topic: 't', partition: 0, offset: 1 }]);
    expect(work.lag()).toEqual(new Map([['t', 99]]));
    finish(true);
    await settled();
    expect(work.positions()).toEqual([{ topic: 't', partition: 0, offset: 4 }]);
  });

  it('pauses a partition with too many records, and goes on when most are done', async () => {
    const waiting: Array<(done: boolean) => void> = [];
    const { host, calls } = hostDouble(() => new Promise((resolve) => waiting.push(resolve)));
    const work = new AssignedWork(host, { recordsPerPartition: 4, bytes: 1_000 });
    work.accept(batch([1, 2, 3, 4].map((offset) => record(offset, `k${offset}`))));
    expect(calls).toEqual(['pause']);
    for (const finish of waiting.splice(0, 2)) finish(true);
    await settled();
    expect(calls).toEqual(['pause']);
    for (const finish of waiting.splice(0, 1)) finish(true);
    await settled();
    expect(calls).toEqual(['pause', 'resume']);
  });

  it('pauses when few records are large', () => {
    const { host, calls } = hostDouble(() => new Promise(() => undefined));
    const work = new AssignedWork(host, { recordsPerPartition: 100, bytes: 1_000 });
    work.accept(batch([record(1, 'a', 600), record(2, 'b', 600)]));
    expect(calls).toEqual(['pause']);
  });

  it('after closing takes nothing, and what ends then moves nothing', async () => {
    let finish!: (done: boolean) => void;
    const { host, calls } = hostDouble(() => new Promise((resolve) => (finish = resolve)));
    const work = new AssignedWork(host);
    work.accept(batch([record(1, 'a'), record(2, 'a')]));
    await settled();
    const closed = work.close(5_000);
    work.accept(batch([record(3, 'b')]));
    finish(false);
    await closed;
    expect(work.positions()).toEqual([{ topic: 't', partition: 0, offset: 1 }]);
    expect(calls).toEqual([]);
  });

  it('does not wait for ever for a handler that hangs', async () => {
    const { host } = hostDouble(() => new Promise(() => undefined));
    const work = new AssignedWork(host);
    work.accept(batch([record(1, 'a')]));
    await work.close(20);
    expect(work.signal.aborted).toBe(true);
  });

  it('keeps the order of a partition for records without a key', async () => {
    const seen: number[] = [];
    const { host } = hostDouble(async ({ offset }) => {
      await settled();
      return seen.push(offset) > 0;
    });
    const work = new AssignedWork(host);
    work.accept(batch([1, 2, 3].map((offset) => record(offset, null))));
    while (seen.length < 3) await settled();
    expect(seen).toEqual([1, 2, 3]);
  });
});
