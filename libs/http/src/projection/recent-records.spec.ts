import { RecentRecords } from './recent-records.js';

describe('recent records', () => {
  it('are read once, again after a change, and never kept where there is none', async () => {
    const recent = new RecentRecords();
    let reads = 0;
    let there: { at: number } | undefined;
    const read = async () => {
      reads += 1;
      return there;
    };
    expect(await recent.get('shop:1', read)).toBeUndefined();
    there = { at: 1 };
    expect(await recent.get('shop:1', read)).toEqual({ at: 1 });
    there = { at: 2 };
    expect(await recent.get('shop:1', read)).toEqual({ at: 1 });
    recent.forget('shop:1');
    expect(await recent.get('shop:1', read)).toEqual({ at: 2 });
    expect(reads).toBe(3);
  });
});
