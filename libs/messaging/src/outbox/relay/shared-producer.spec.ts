import type { RecordProducer, RecordToSend } from '../../kafka/kafka-port.js';
import { SharedProducer } from './shared-producer.js';

const record = (key: string, size = 1): RecordToSend => ({
  topic: 't',
  key,
  headers: {},
  value: 'x'.repeat(size),
});

describe('a shared producer', () => {
  let sent: string[][];
  let fails: boolean;
  let shared: SharedProducer;
  const inner: RecordProducer = {
    send: async (records) => {
      sent.push(records.map(({ key }) => key!));
      await new Promise((resolve) => setImmediate(resolve));
      if (fails && records.some(({ key }) => key === 'bad')) throw new Error('refused');
    },
    connect: async () => undefined,
    disconnect: async () => undefined,
  };

  beforeEach(() => {
    sent = [];
    fails = false;
    shared = new SharedProducer(inner);
  });

  it('sends together what comes at once, and what comes meanwhile with the next', async () => {
    const first = [shared.send([record('a')]), shared.send([record('b'), record('c')])];
    await new Promise((resolve) => setImmediate(resolve));
    const meanwhile = [shared.send([record('d')]), shared.send([record('e')])];
    await Promise.all([...first, ...meanwhile]);
    expect(sent).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]);
  });

  it('keeps one produce below what a broker takes', async () => {
    await Promise.all(['a', 'b', 'c'].map((key) => shared.send([record(key, 300_000)])));
    expect(sent).toEqual([['a', 'b'], ['c']]);
  });

  it('after a failure each sends for itself: what is refused holds up only its own lane', async () => {
    fails = true;
    const together = await Promise.allSettled([shared.send([record('bad')]), shared.send([record('good')])]);
    expect(together.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = await Promise.allSettled([shared.send([record('bad')]), shared.send([record('good')])]);
    expect(again.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});
