import fc from 'fast-check';
import { CursorError, decodeCursor, encodeCursor, toPage } from './cursor-page.js';

describe('cursor pages', () => {
  it('decode what was encoded', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null));
    fc.assert(
      fc.property(fc.array(value), (values) => {
        expect(decodeCursor(encodeCursor(values), values.length)).toEqual(values);
      }),
    );
  });

  it.each(['', 'x', 'bnVsbA', encodeCursor(['a', 'b']), Buffer.from('[{"a":1}]').toString('base64url')])(
    'refuse values that they did not return: %s',
    (cursor) => expect(() => decodeCursor(cursor, 1)).toThrow(CursorError),
  );

  it('have a next page only when there is one', () => {
    const page = (rows: number[]) => toPage(rows, 2, (last) => [last], String);
    expect(page([1, 2])).toEqual({ items: ['1', '2'], nextCursor: null });
    expect(page([1, 2, 3])).toEqual({ items: ['1', '2'], nextCursor: encodeCursor([2]) });
  });
});
