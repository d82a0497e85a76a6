import { eld } from 'eld/extrasmall';
import fc from 'fast-check';
import { guessLanguage } from './letter-statistics.js';
import { NgramTable } from './ngram-table.js';

const table = NgramTable.read(new URL('./ngram-table.bin', import.meta.url));

const same = (text: string) => {
  const expected = eld.detect(text);
  const guess = guessLanguage(table, text);
  expect({ text, language: guess.language ?? '' }).toEqual({ text, language: expected.language });
  expect(guess.score).toBeCloseTo(expected.getScores()[expected.language] ?? 0, 10);
};

/** The `eld` package itself is the judge. */
describe('letter statistics', () => {
  it.each([
    'Where is my order, please? I don’t have it yet',
    'Hola, ¿dónde está mi pedido? Lo necesito',
    'Où est ma commande, s’il vous plaît',
    'Где мой заказ, скажите пожалуйста',
    'สินค้าของฉันอยู่ที่ไหน 我的订单在哪里 주문이',
    'ok',
    '',
    'zzzz qqqq xxxx',
    'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft und noch viel mehr',
    'palabra '.repeat(200),
    'ñandúes'.repeat(100),
  ])('guess what eld guesses: %s', (text) => same(text));

  it('guess what eld guesses, whatever the text', () => {
    const words = fc.constantFrom(
      'pedido',
      'order',
      'çok',
      'größe',
      'zamówienie',
      'đơn',
      'заказ',
      'طلب',
      'שלום',
      'l’ordine',
      'का',
      'ok',
    );
    const texts = fc.array(
      fc.oneof({ weight: 5, arbitrary: words }, { arbitrary: fc.string({ maxLength: 5 }), weight: 1 }),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(texts, (parts) => same(parts.join(' '))),
      { numRuns: 500 },
    );
  });
});
