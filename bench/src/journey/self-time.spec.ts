import { growth, type QueueSample } from './queue-samples.js';
import { whereTimeGoes } from './self-time.js';

const frame = (functionName: string, url: string) => ({
  functionName,
  url,
  scriptId: '1',
  lineNumber: 6,
  columnNumber: 0,
});

describe('where time goes', () => {
  it('is by package and function, idle time aside', () => {
    const profile = {
      nodes: [
        { id: 1, callFrame: frame('(idle)', '') },
        { id: 2, callFrame: frame('send', 'file:///x/node_modules/@scope/client/lib/send.js') },
        { id: 3, callFrame: frame('', 'file:///x/services/routing/dist/drain.js') },
        { id: 4, callFrame: frame('(garbage collector)', '') },
      ],
      samples: [1, 2, 3, 4, 2],
      timeDeltas: [1_000, 30, 20, 10, 40],
      startTime: 0,
      endTime: 0,
    };
    const { packages, functions } = whereTimeGoes(profile);
    expect(packages).toEqual([
      { name: '@scope/client', percent: 70 },
      { name: 'services/routing', percent: 20 },
      { name: '(garbage collector)', percent: 10 },
    ]);
    expect(functions[0]).toEqual({ name: 'send (@scope/client, send.js:7)', percent: 70 });
    expect(functions[1]).toEqual({ name: '(anonymous) (services/routing, drain.js:7)', percent: 20 });
  });
});

describe('a queue', () => {
  const samples = (counts: number[]): QueueSample[] =>
    counts.map((underWay, at) => ({ at, underWay, queued: 0, relayLagMs: 0 }));

  it('grows when its last quarter is above its second one', () => {
    expect(growth(samples([90, 10, 12, 9, 11, 10, 10, 11]))).toBe(0);
    expect(growth(samples([0, 10, 20, 30, 40, 50, 60, 70]))).toBe(40);
    expect(growth([])).toBe(0);
  });
});
