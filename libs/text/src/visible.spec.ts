import { textFault } from './text-fault.js';
import { hasSomethingToSee } from './visible.js';

describe('something to see', () => {
  it.each(['a', ' hola\n', '7', '😀', '❤️', '?', '中', 'ा क', '\uFFFC', '\uE000'])('is in %j', (text) =>
    expect(hasSomethingToSee(text)).toBe(true),
  );

  it.each([
    '',
    '  \n\t',
    '\u200B',
    '\u3164',
    '\u2800',
    '\uFE0F',
    '\u200D\u200C',
    '\u0301',
    '\u0085',
    '\u202E \u2066',
    '\u{E0020}',
  ])('is not in %j', (text) => expect(hasSomethingToSee(text)).toBe(false));
});

describe('a text', () => {
  const line = (text: unknown) => textFault(text, { max: 5 });
  const lines = (text: unknown) => textFault(text, { max: 5, multiline: true });

  it('counts code points', () => {
    expect(line('😀😀😀😀😀')).toBeUndefined();
    expect(line('abcdef')).toBe('The value must have 1 to 5 characters');
    expect(line('')).toBe('The value must have 1 to 5 characters');
    expect(textFault('', { min: 0, max: 5 })).toBeUndefined();
  });

  it('has no control character of class Cc; several lines have tabs and line breaks', () => {
    for (const code of [...Array(32).keys(), ...Array.from({ length: 33 }, (_, index) => 127 + index)]) {
      const text = `a${String.fromCodePoint(code)}`;
      expect(line(text)).toContain('Control characters');
      expect(lines(text) === undefined).toBe([9, 10, 13].includes(code));
    }
  });

  it.each([7, null, undefined, ['a'], { $gt: '' }])('is not %j', (value) =>
    expect(line(value)).toBe('The value must be a text'),
  );

  it('has no half characters', () => expect(line('a\uD83D')).toContain('half a character'));
});
