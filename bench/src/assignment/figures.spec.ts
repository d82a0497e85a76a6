import { figureOf, percentile } from './figures.js';
import { scriptMicroseconds } from './resources.js';

describe('figures', () => {
  it('have the median between their smallest and largest', () => {
    expect(figureOf([5, 1, 9])).toEqual({ median: 5, min: 1, max: 9 });
    expect(figureOf([4, 2])).toEqual({ median: 3, min: 2, max: 4 });
  });

  it('take percentiles by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
    expect([percentile(hundred, 0.5), percentile(hundred, 0.99), percentile([7], 0.99)]).toEqual([50, 99, 7]);
  });

  it("take Redis's time from its scripts alone, with what they do inside", () => {
    const stats =
      'cmdstat_hget:calls=9,usec=50,usec_per_call=5\r\ncmdstat_evalsha:calls=3,usec=120,usec_per_call=40\r\ncmdstat_eval:calls=1,usec=7,usec_per_call=7\r\n';
    expect(scriptMicroseconds(stats)).toBe(127);
  });
});
