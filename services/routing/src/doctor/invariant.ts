/** What one page of a check covers; a page is a statement of its own, so that no snapshot grows old. */
export type Scope =
  /** The shop's row. */
  | 'shop'
  /** Agents by id. */
  | 'agents'
  /** Chats by customer. */
  | 'chats'
  /** Messages by id. */
  | 'messages'
  /** All shops at once, or one; `limit` is its own. */
  | 'suite';

/** One rule as a query for what contradicts it. */
export interface Invariant {
  /** Its number among the engine's invariants; absent where tables only have to agree with each other. */
  readonly number?: number;
  /** Also the name of its file in `sql/`. */
  readonly name: string;
  readonly meaning: string;
  readonly scope: Scope;
  /** `run`: holds between two rests of a run in which chats only arrive; meaningless for a shop that lives. */
  readonly holds: 'always' | 'at rest' | 'run';
  /** What an operator does about it. */
  readonly advice: string;
}

/** A row that contradicts an invariant: ids, versions and counts, nothing personal. */
export type Violation = Readonly<Record<string, string | number | null>>;
