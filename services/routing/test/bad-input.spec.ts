import { badInputs, type BadInput } from '@switchboard/testing';

/** A reason that would fit any field, or that was put together from what is not there. */
const vague = /not valid|undefined|NaN|null|\[object|must be a The|^\W*\w*\W*$/;

describe('bad values of every field of every body and query', () => {
  let inputs: BadInput[];
  beforeAll(async () => {
    inputs = await badInputs(new URL('../src/', import.meta.url));
  });

  it('are refused', () => {
    expect(inputs.length).toBeGreaterThan(5);
    expect(inputs.filter(({ faults }) => faults.length === 0).map(({ field }) => field)).toEqual([]);
  });

  it('are refused with a reason in words', () => {
    const reasons = inputs.flatMap(({ field, faults }) =>
      faults.map(({ message }) => `${field}: ${message}`),
    );
    expect(reasons.filter((reason) => vague.test(reason.slice(reason.indexOf(': ') + 2)))).toEqual([]);
  });
});
