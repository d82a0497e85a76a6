/** A column's value inside a cursor. */
export type CursorValue = string | number | null;

/** One page of a list; `nextCursor` is null on the last one. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** The cursor was not made by this API, or for another list. */
export class CursorError extends Error {
  constructor() {
    super('The cursor was not returned by this list.');
  }
}

/** Packs the sort key of a page's last row. */
export function encodeCursor(values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** The values in a cursor of any list; undefined: no list has given it. */
export function readCursor(cursor: string): unknown[] | undefined {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(values) ? values : undefined;
  } catch {
    return undefined;
  }
}

/** Unpacks a cursor of `arity` values. Throws CursorError. */
export function decodeCursor(cursor: string, arity: number): CursorValue[] {
  const values = readCursor(cursor);
  const valid = (value: unknown) => value === null || typeof value === 'string' || Number.isFinite(value);
  if (values?.length !== arity || !values.every(valid)) throw new CursorError();
  return values as CursorValue[];
}

/** Makes a page of rows read with `limit + 1`: the extra row only shows that there is a next page. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  toCursor: (last: Row) => readonly CursorValue[],
  toItem: (row: Row) => Item,
): Page<Item> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return {
    items: kept.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(toCursor(last)) : null,
  };
}
