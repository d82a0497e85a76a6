import { until } from '@switchboard/testing';
import { NotifyThrottle } from './notify-throttle.js';
import { WakeUp } from './wake-up.js';

describe('a wake-up', () => {
  it('is not missed when it comes before the wait', async () => {
    const bell = new WakeUp();
    bell.ring();
    await bell.wait(60_000);
    const waiting = bell.wait(60_000);
    bell.ring();
    await waiting;
  });

  it('comes by itself after the time', async () => {
    await new WakeUp().wait(1);
  });
});

describe('telling other processes', () => {
  const listener = () => {
    const sent: Array<readonly number[] | undefined> = [];
    const ended = new AbortController();
    const session = {
      signal: ended.signal,
      notify: async (lanes: readonly number[] | undefined) => void sent.push(lanes),
    };
    return { sent, ended, session };
  };

  it('happens at once, then not before the interval, with everything that came meanwhile', async () => {
    const { sent, session } = listener();
    const throttle = new NotifyThrottle(session, 20);
    throttle.notify([1]);
    expect(sent).toEqual([[1]]);
    for (const lane of [0, 2, 0]) throttle.notify([lane]);
    expect(sent).toHaveLength(1);
    await until(() => sent.length === 2);
    expect(sent[1]).toEqual([0, 2]);
    throttle.stop();
  });

  it('names no lane when any may be meant, and says nothing without a connection', async () => {
    const { sent, ended, session } = listener();
    const throttle = new NotifyThrottle(session, 1);
    throttle.notify(undefined);
    expect(sent).toEqual([undefined]);
    ended.abort();
    throttle.notify([3]);
    throttle.stop();
    expect(sent).toHaveLength(1);
  });
});
