import { Repetitions } from './kafkajs-logs.js';

describe('what a client says again and again', () => {
  it('is passed on once per interval and kind, with the number of those held back', () => {
    const repetitions = new Repetitions();
    expect(repetitions.admit('refused 127.0.0.1:1', 0)).toBe(0);
    expect(repetitions.admit('refused 127.0.0.1:2', 5)).toBeUndefined();
    expect(repetitions.admit('reset', 6)).toBe(0);
    expect(repetitions.admit('refused 127.0.0.1:3', 7)).toBeUndefined();
    expect(repetitions.admit('refused 127.0.0.1:4', 10_001)).toBe(2);
    expect(repetitions.admit('refused 127.0.0.1:4', 20_002)).toBe(0);
  });
});
