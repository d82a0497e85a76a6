import fc from 'fast-check';
import { cleanName, nameFault } from './name.js';

const stored = (typed: string) => (nameFault(typed) === undefined ? cleanName(typed) : undefined);

describe('names', () => {
  it.each([
    ['Ann'],
    ['Toys.com'],
    ["O'Brien & Söhne (2) 50 %"],
    ['x'.repeat(100)],
    ['😀'.repeat(100)],
    ['李小龍'],
    ['สมชาย น้ำใจ'],
    ['محمد'],
    ['می‌خواهم'],
    ['क्‍ष'],
    ['ශ්‍රී ලංකා'],
    ['অবন্তী র‍্যাব'],
    ['അവന്‍'],
    ['Team 👨‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿 1️⃣ ❤️ ☎︎'],
    ['🏃🏽‍♂️ 🏳️‍🌈 👁️‍🗨️'],
    ['葛󠄀城'],
    ['ᠨᠢ᠋ᠭ'],
    ['ཀ༌ཁ'],
  ])('takes %j as it is', (name) => expect(stored(name)).toBe(name));

  it.each([
    ['  Ann ', 'Ann'],
    ['\u3000株式会社\u00A0', '株式会社'],
    ['\u202AAnn\u202C', 'Ann'],
    ['\u200F\u2067 دكان \u2069\u200E', 'دكان'],
    ['\uFEFFAnn', 'Ann'],
  ])('takes what stands at the ends off: %j', (typed, name) => expect(stored(typed)).toBe(name));

  it.each([
    [7, 'a text'],
    [null, 'a text'],
    [{ $ne: '' }, 'a text'],
    ['', 'something to see'],
    ['   ', 'something to see'],
    ['\u0301', 'something to see'],
    ['\u202E', 'something to see'],
    ['x'.repeat(101), '1 to 100'],
    ['A\nB', 'U+000A'],
    ['Ann\n', 'U+000A'],
    ['A\u0085B', 'U+0085'],
    ['A\u009FB', 'U+009F'],
    ['A\u0000B', 'U+0000'],
    ['A\u2028B', 'U+2028'],
    ['Toys\u202Emoc.live', 'direction'],
    ['a\u200Eb', 'direction'],
    ['\u200B', 'U+200B'],
    ['Ann\u200B', 'U+200B'],
    ['\uFE0F', 'U+FE0F'],
    ['Kim\uFE0E', 'U+FE0E'],
    ['Ann\u200DB', 'U+200D'],
    ['سلام\u200C\u200Cها', 'U+200C'],
    ['\u200Cسلام', 'U+200C'],
    ['An\u00ADn', 'U+00AD'],
    ['\u3164', 'U+3164'],
    ['A\u2800B', 'U+2800'],
    ['A\u{E0041}B', 'U+E0041'],
    ['😀\u200D', 'U+200D'],
    ['A\uFFFEB', 'U+FFFE'],
    ['\uE000 shop', 'U+E000'],
    ['half \uD83D', 'half a character'],
  ])('refuses %j and says why', (typed, why) => expect(nameFault(typed)).toContain(why));

  it('takes its own clean form, and never stores a control or a direction', () => {
    const characters = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc.string({
        unit: fc.constantFrom('a', ' ', '\u200B', '\u202E', '\u200D', '\uFE0F', '👩', 'ක', '\u0DCA', '\n'),
      }),
    );
    fc.assert(
      fc.property(characters, (typed) => {
        const name = stored(typed);
        if (name === undefined) return;
        expect(stored(name)).toBe(name);
        expect(name).not.toMatch(/\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u);
        expect(name.trim()).not.toBe('');
      }),
    );
  });
});
