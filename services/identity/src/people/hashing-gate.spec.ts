import { HashingGate, HashingOverload } from './hashing-gate.js';

const deferred = () => {
  let release!: () => void;
  const done = new Promise<void>((resolve) => (release = resolve));
  return { done, release };
};

describe('HashingGate', () => {
  it('runs no more than its width at once and hands places on in order', async () => {
    const gate = new HashingGate(2, 10);
    const jobs = Array.from({ length: 5 }, deferred);
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const all = jobs.map((job, index) =>
      gate.run(async () => {
        order.push(index);
        most = Math.max(most, ++running);
        await job.done;
        running -= 1;
      }),
    );
    for (const job of jobs) job.release();
    await Promise.all(all);
    expect(most).toBe(2);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  it('refuses at once what does not fit in its queue, and works on afterwards', async () => {
    const gate = new HashingGate(1, 1);
    const job = deferred();
    const first = gate.run(() => job.done);
    const second = gate.run(async () => 'second');
    await expect(gate.run(async () => 'third')).rejects.toBeInstanceOf(HashingOverload);
    job.release();
    await first;
    await expect(second).resolves.toBe('second');
    await expect(gate.run(async () => 'fourth')).resolves.toBe('fourth');
  });

  it('gives the place back when the work fails', async () => {
    const gate = new HashingGate(1, 0);
    await expect(gate.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(gate.run(async () => 'next')).resolves.toBe('next');
  });
});
