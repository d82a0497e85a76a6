import { InvalidArgumentError } from 'commander';
import { wholeNumber } from '../whole-number.js';
import { optionsOf } from './options.js';

describe('what can be set of a measurement', () => {
  it('names cells and systems, several at once or one after the other', () => {
    const { only, system } = optionsOf([
      '--only',
      '1x10/0/16',
      '1x1000/0/64',
      '--system',
      'COUNT',
      '--system',
      'Poller',
    ]);
    expect(only!.map(({ name }) => name)).toEqual(['1x10/0/16', '1x1000/0/64']);
    expect(system!.map(({ name }) => name)).toEqual(['COUNT', 'Poller']);
  });

  it('is everything by default', () => {
    expect(optionsOf([])).toEqual({ quick: false });
  });

  it.each(['', 'x', '-1', '1.5', '0'])('counts with whole numbers: not with "%s"', (text) => {
    expect(wholeNumber(0)('0')).toBe(0);
    expect(() => wholeNumber(1)(text)).toThrow(InvalidArgumentError);
  });
});
