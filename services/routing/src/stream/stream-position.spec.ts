import { compareEntries, isResumable } from '../event-log/log-position.js';
import { decodePosition, encodePosition, shopTag } from './stream-position.js';

const shop = '0199d4f0-7c3a-7bb1-8f00-0a1b2c3d4e5f';

describe('a stream position', () => {
  it('comes back as it was written', () => {
    const position = {
      instance: 'a1b2c3d4',
      shops: new Map([[shopTag(shop), { generation: 'k3x9', entry: '1790000000123-17' }]]),
    };
    expect(decodePosition(encodePosition(position))).toEqual(position);
  });

  it.each(['', '1', '2~abc', '1~abc~zz', '1~ABC', "1~abc~' or 1=1", '1790000000123-0'])(
    'refuses %p',
    (text) => {
      expect(decodePosition(text)).toBeUndefined();
    },
  );

  it('orders entries by number, not by text', () => {
    expect(compareEntries('9-1', '10-0')).toBeLessThan(0);
    expect(compareEntries('10-2', '10-10')).toBeLessThan(0);
    expect(compareEntries('10-2', '10-2')).toBe(0);
  });
});

describe('whether a position can be resumed', () => {
  const end = { generation: 'g1', oldestMs: 1_000, last: '5000-0' };

  it.each([
    ['still in the log', { generation: 'g1', entry: '4000-0' }, end, true],
    ['older than the log', { generation: 'g1', entry: '500-0' }, end, false],
    ['old, but nothing came since', { generation: 'g1', entry: '500-0' }, { ...end, last: '500-0' }, true],
    [
      'in a log that never had an entry',
      { generation: 'g1', entry: '500-0' },
      { ...end, last: undefined },
      true,
    ],
    ['in a log that was restarted', { generation: 'g0', entry: '4000-0' }, end, false],
  ])('%s', (_name, position, logEnd, expected) => {
    expect(isResumable(position, logEnd)).toBe(expected);
  });
});
