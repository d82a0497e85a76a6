import fc from 'fast-check';
import { hasWords, splitProtected, withoutProtected } from './protected-spans.js';

const kept = (text: string) =>
  splitProtected(text)
    .filter((part) => part.keep)
    .map((part) => part.text);

describe('protected spans', () => {
  it.each([
    ['Order ABC-12345, please', ['ABC-12345']],
    ['pedido 1234567.', ['1234567']],
    ['see #12345 and @ana.', ['#12345', '@ana']],
    ['see https://x.io/a?b=1. Or (www.shop.com/x)!', ['https://x.io/a?b=1', 'www.shop.com/x']],
    ['mail me@shop.co.uk!', ['me@shop.co.uk']],
    ['请看https://x.io/a请', ['https://x.io/a']],
    ['Hi {{name}} ${x} %name% <b>you</b> {0}', ['{{name}}', '${x}', '%name%', '<b>', '</b>', '{0}']],
    ['👍🏽 👨‍👩‍👧 🇪🇸 1️⃣ ❤️', ['👍🏽', '👨‍👩‍👧', '🇪🇸', '1️⃣', '❤️']],
    ['it costs 1,299.50', ['1,299.50']],
    ['⟦0⟧ is not ours', ['⟦0⟧']],
    ['AB12번호', ['AB12']],
  ])('keeps in "%s"', (text, spans) => {
    expect(kept(text)).toEqual(spans);
  });

  it.each([['I have 2 shoes, size 42, 10am, 5kg, on the 2nd.'], ['50% off'], ['Listo.Gracias por todo']])(
    'leaves ordinary words and small numbers to the translation: "%s"',
    (text) => {
      expect(kept(text)).toEqual([]);
    },
  );

  it('says whether anything is left to translate', () => {
    expect(hasWords('👍 ABC-123 https://x.io me@x.io 42')).toBe(false);
    expect(hasWords('👍 ok')).toBe(true);
  });

  it('loses nothing: the parts joined are the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(
          splitProtected(text)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
        expect(splitProtected(text).every((part) => part.text !== '')).toBe(true);
      }),
    );
  });

  it('finds every span between words', () => {
    const span = fc.constantFrom(
      'ABC-12345',
      'https://x.io/a?b=1',
      'me@shop.com',
      '{{name}}',
      '😀',
      '#1234567',
    );
    const word = fc.constantFrom('where', 'is', 'pedido', 'gracias');
    fc.assert(
      fc.property(fc.array(fc.tuple(word, span), { minLength: 1, maxLength: 10 }), (pairs) => {
        const text = pairs.map(([before, between]) => `${before} ${between}`).join(' ');
        expect(kept(text)).toEqual(pairs.map(([, between]) => between));
        expect(withoutProtected(text)).not.toMatch(/\d|@|\{|😀/u);
      }),
    );
  });
});
