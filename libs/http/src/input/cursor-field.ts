import { field, rule } from './field.js';

/** Characters of a cursor, at most. */
const longest = 2_000;

/** Whether a list of ours could have given it; which list did, its query knows. */
function isCursor(value: unknown): boolean {
  try {
    return Array.isArray(JSON.parse(Buffer.from(value as string, 'base64url').toString('utf8')));
  } catch {
    return false;
  }
}

/** Where a list goes on: `nextCursor` of the page before. */
export const CursorField = (): PropertyDecorator =>
  field(
    { optional: true, description: '`nextCursor` of the page before' },
    { type: 'string', minLength: 1, maxLength: longest },
    [
      rule('not_a_string', 'The value must be a text', (value) => typeof value === 'string'),
      rule(
        'wrong_length',
        `The value must have 1 to ${longest} characters`,
        (value) => value !== '' && (value as string).length <= longest,
      ),
      rule('not_a_cursor', 'The cursor is not one that this list has given', isCursor),
    ],
  );
