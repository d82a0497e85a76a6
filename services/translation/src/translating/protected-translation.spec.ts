import { splitProtected } from '@switchboard/text';
import fc from 'fast-check';
import { bracketMark } from '../providers/translation-provider.js';
import { translateProtected } from './protected-translation.js';

const spansOf = (text: string) =>
  splitProtected(text)
    .filter((part) => part.keep)
    .map((part) => part.text);

/** Texts of words and spans as shops write them. */
const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom('where', 'is', 'my', 'pedido', 'gracias', '¿dónde?', 'ok.', '\n'),
      fc.constantFrom(
        'ABC-12345',
        'https://x.io/a?b=1',
        'me@shop.com',
        '{{name}}',
        '😀',
        '👨‍👩‍👧',
        '#1234567',
        '⟦0⟧',
        '%s',
      ),
      fc.string({ maxLength: 6 }),
    ),
    { minLength: 1, maxLength: 30 },
  )
  .map((words) => words.join(' '));

/** What translators do to a text with marks in it. */
const providers: Record<string, (text: string) => string> = {
  'keeps marks': (text) => text.toUpperCase(),
  'turns the sentence round': (text) => text.split(' ').reverse().join(' '),
  'loses every mark': (text) => text.replace(/⟦\d+⟧/g, '').toUpperCase(),
  'loses the first mark': (text) => text.replace(/⟦\d+⟧/, ''),
  'doubles marks': (text) => text.replace(/⟦(\d+)⟧/g, '⟦$1⟧⟦$1⟧'),
  'renumbers marks': (text) => text.replace(/⟦\d+⟧/g, '⟦0⟧'),
  'puts spaces into marks': (text) => text.replaceAll('⟦', '⟦ '),
  'translates into something shorter': () => 'x',
};

describe('protected translation', () => {
  it.each(Object.entries(providers))(
    'carries every span through a provider that %s',
    async (_name, provider) => {
      await fc.assert(
        fc.asyncProperty(texts, async (text) => {
          const result = await translateProtected(text, bracketMark, async (piece) => provider(piece));
          // Only what is protected counts: a `6` on its own is a number like any other, in `6-` it is a code.
          const spans = spansOf(text);
          for (const span of new Set(spans)) {
            const times = spans.filter((other) => other === span).length;
            expect(result.split(span).length - 1).toBeGreaterThanOrEqual(times);
          }
        }),
      );
    },
  );

  it('keeps the sentence whole and the white space around it', async () => {
    const asked: string[] = [];
    const result = await translateProtected(
      '  Order ABC-1, ABC-2 is late 😀\n',
      bracketMark,
      async (piece) => {
        asked.push(piece);
        return `¡${piece}!`;
      },
    );
    expect(asked).toEqual(['Order ⟦0⟧ is late ⟦1⟧']);
    expect(result).toBe('  ¡Order ABC-1, ABC-2 is late 😀!\n');
  });

  it('fails where going around the spans would take too many requests', async () => {
    const text = 'word 😀 '.repeat(100);
    const lossy = async (piece: string) => piece.replace(/⟦\d+⟧/g, '');
    await expect(translateProtected(text, bracketMark, lossy)).rejects.toThrow('too many spans');
  });
});
