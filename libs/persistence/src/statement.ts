/** A named prepared statement: PostgreSQL parses and plans it once per connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Names a statement so that each connection prepares it once. Names are unique within a service. */
export function statement(name: string, text: string): Statement {
  return { name, text };
}

/** Something that runs SQL: the pool (autocommit) or one transaction. */
export interface Queryable {
  /**
   * Runs a prepared statement or a plain text with `$1` parameters and answers its rows.
   * `int8` arrives as a number: every counter of the suite stays below 2^53.
   */
  query<Row = Record<string, unknown>>(sql: Statement | string, params?: readonly unknown[]): Promise<Row[]>;
}

/** The form the pg driver takes. */
export function toQueryConfig(sql: Statement | string, params: readonly unknown[] = []) {
  return typeof sql === 'string'
    ? { text: sql, values: [...params] }
    : { name: sql.name, text: sql.text, values: [...params] };
}
