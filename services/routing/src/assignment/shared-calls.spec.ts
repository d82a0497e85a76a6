import { SharedCalls } from './shared-calls.js';

interface Item {
  key: string;
  alone?: boolean;
}

describe('calls that are shared', () => {
  const batches: string[][] = [];
  let answer: (() => void)[] = [];
  let calls: SharedCalls<Item>;
  beforeEach(() => {
    batches.length = 0;
    answer = [];
    calls = new SharedCalls<Item>({
      keyOf: ({ key }) => key,
      mostAtOnce: 3,
      isAlone: ({ alone = false }) => alone,
      call: (batch) => {
        batches.push(batch.map(({ key }) => key));
        return new Promise((resolve) => answer.push(resolve));
      },
    });
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const answered = async () => {
    answer.shift()!();
    await turn();
    await turn();
  };
  const add = (...keys: string[]) => keys.forEach((key) => calls.add({ key }));

  it('are one at a time: what arrives in one turn or meanwhile shares the next, up to a limit', async () => {
    add('a', 'b');
    await turn();
    expect(batches).toEqual([['a', 'b']]);
    add('c', 'd', 'e', 'f');
    await turn();
    expect(batches).toHaveLength(1);
    await answered();
    await answered();
    expect(batches.slice(1)).toEqual([['c', 'd', 'e'], ['f']]);
  });

  it('have each key once; its twin goes into the next, and others pass it', async () => {
    add('a', 'a', 'b');
    await turn();
    await answered();
    expect(batches).toEqual([['a', 'b'], ['a']]);
  });

  it('have one that is alone to itself, and in its turn one that is made again first', async () => {
    add('a');
    await turn();
    add('c', 'd');
    calls.again({ key: 'b', alone: true });
    calls.add({ key: 'e', alone: true });
    await answered();
    await answered();
    await answered();
    expect(batches).toEqual([['a'], ['b'], ['c', 'd'], ['e']]);
  });
});
