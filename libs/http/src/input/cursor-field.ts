import { readCursor } from '@switchboard/persistence';
import { field, isText, rule } from './field.js';

/** Characters of a cursor, at most. */
const longest = 2_000;

/** Where a list goes on: `nextCursor` of the page before. */
export const CursorField = (): PropertyDecorator =>
  field(
    { optional: true, description: '`nextCursor` of the page before' },
    { type: 'string', minLength: 1, maxLength: longest },
    [
      isText,
      rule(
        'wrong_length',
        `The value must have 1 to ${longest} characters`,
        (value) => value !== '' && (value as string).length <= longest,
      ),
      // Whether it was this list, its query knows.
      rule(
        'not_a_cursor',
        'The cursor is not one that this list has given',
        (value) => readCursor(value as string) !== undefined,
      ),
    ],
  );
