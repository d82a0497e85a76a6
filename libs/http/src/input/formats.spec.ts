import fc from 'fast-check';
import { isRfc3339 } from './formats.js';

describe('times', () => {
  it('takes every time that Date writes', () => {
    const dates = fc.date({ min: new Date('1000-01-01'), max: new Date('2999-12-31'), noInvalidDate: true });
    fc.assert(fc.property(dates, (date) => expect(isRfc3339(date.toISOString())).toBe(true)));
  });

  it.each([
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T23:60:00Z',
    '2026-01-01T23:59:60Z',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00:00+15:00',
    '2026-01-01 00:00:00Z',
    '2026-01-01',
    'now',
    '',
    17,
    { $gt: '' },
  ])('refuses %j', (value) => expect(isRfc3339(value)).toBe(false));

  it('knows leap years', () => expect(isRfc3339('2028-02-29T12:00:00-03:30')).toBe(true));
});
