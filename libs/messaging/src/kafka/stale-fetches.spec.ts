import { StaleFetches } from './stale-fetches.js';

describe('fetches from before a rebalance', () => {
  it('are told from those after it, per broker', () => {
    const stale = new StaleFetches();
    stale.joined();
    expect(stale.any()).toBe(false);
    stale.fetching(1);
    stale.fetching(2);
    stale.joined();
    stale.fetching(1);
    expect(stale.any()).toBe(true);
    stale.fetching(2);
    expect(stale.any()).toBe(false);
  });

  it('of a broker that is gone do not hold up the others for ever', () => {
    const stale = new StaleFetches(-1);
    stale.fetching(1);
    stale.joined();
    expect(stale.any()).toBe(false);
  });
});
