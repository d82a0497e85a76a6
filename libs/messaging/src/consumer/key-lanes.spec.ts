import { Slots } from '../slots.js';
import { KeyLanes } from './key-lanes.js';

const deferred = () => {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
};

describe('lanes', () => {
  it('run one task of a key after the other, and keys beside each other', async () => {
    const lanes = new KeyLanes();
    const gate = deferred();
    const seen: string[] = [];
    const task = (name: string, wait?: Promise<void>) => async () => {
      await wait;
      seen.push(name);
    };
    lanes.push('a', task('a1', gate.promise));
    lanes.push('a', task('a2'));
    lanes.push('b', task('b1'));
    lanes.push('b', task('b2'));
    await new Promise(setImmediate);
    expect(seen).toEqual(['b1', 'b2']);
    gate.resolve();
    await lanes.idle();
    expect(seen).toEqual(['b1', 'b2', 'a1', 'a2']);
  });

  it('go on behind a task that throws, and tell of it', async () => {
    const errors: unknown[] = [];
    const lanes = new KeyLanes((error) => errors.push(error));
    let after = false;
    lanes.push('a', () => Promise.reject(new Error('broken')));
    lanes.push('a', async () => void (after = true));
    await lanes.idle();
    expect(errors).toHaveLength(1);
    expect(after).toBe(true);
  });

  it('on closing drop what waits and let end what runs', async () => {
    const lanes = new KeyLanes();
    const gate = deferred();
    const seen: string[] = [];
    lanes.push('a', async () => {
      await gate.promise;
      seen.push('running');
    });
    lanes.push('a', async () => void seen.push('waiting'));
    const closed = lanes.close();
    lanes.push('b', async () => void seen.push('late'));
    gate.resolve();
    await closed;
    expect(seen).toEqual(['running']);
  });
});

describe('slots', () => {
  it('hold at most the given number at once, and are passed on in the order of the requests', async () => {
    const slots = new Slots(2);
    let most = 0;
    let running = 0;
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        slots.use(async () => {
          running += 1;
          most = Math.max(most, running);
          order.push(at);
          await new Promise(setImmediate);
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(2);
    expect(order).toEqual(Array.from({ length: 20 }, (_, at) => at));
    expect(slots.busy).toBe(0);
  });

  it('come back from work that throws', async () => {
    const slots = new Slots(1);
    await expect(slots.use(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await slots.use(async () => 'again')).toBe('again');
  });
});
