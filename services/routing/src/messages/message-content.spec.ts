import { cardFault, sentAtFault } from './message-content.js';

describe('a card', () => {
  it('takes a kind and whatever data', () => {
    expect(cardFault({ kind: 'product', data: { id: 7, nested: { a: [1] } } })).toBeUndefined();
  });

  const data = {};
  it.each([
    {},
    { kind: 'x' },
    { kind: '', data },
    { kind: 7, data },
    { kind: 'x', data: [] },
    { kind: 'x', data, more: 1 },
    [],
    null,
    'card',
    { kind: 'x', data: { blob: 'a'.repeat(8_192) } },
    { kind: 'x', data: { a: '\u0000' } },
  ])('refuses %#', (card) => {
    expect(cardFault(card)).toBeDefined();
  });
});

describe('sentAt', () => {
  it('takes the present and the past of this century', () => {
    expect(sentAtFault(new Date().toISOString())).toBeUndefined();
    expect(sentAtFault('2021-03-04T05:06:07+02:00')).toBeUndefined();
  });

  it.each([
    '1999-12-31T23:59:59Z',
    '2999-01-01T00:00:00Z',
    'yesterday',
    '2026-13-40T00:00:00Z',
    1_790_000_000,
    null,
  ])('refuses %p', (time) => {
    expect(sentAtFault(time)).toBeDefined();
  });
});
