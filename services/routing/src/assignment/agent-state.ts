/** Why an agent below capacity gets nothing; the codes of column `availability`. */
export const availability = { available: 0, inactive: 1, notAccepting: 2, offline: 3 } as const;

/** An agent as Postgres committed it, in the order in which the scripts and SQL functions exchange it. */
export type AgentState = readonly [
  id: string,
  open: number,
  capacity: number,
  availability: number,
  version: number,
  lastSeq: number,
  base: number,
  dealt: number,
];

/** What the pool gets for an agent that Postgres does not know: forget it. */
export function goneAgent(id: string): AgentState {
  return [id, -1, 0, 0, 0, 0, 0, 0];
}

/** The states of `ids`; an id without a row is gone. */
export function statesOrGone(ids: readonly string[], states: readonly AgentState[]): AgentState[] {
  const known = new Set(states.map(([id]) => id));
  return [...states, ...[...new Set(ids)].filter((id) => !known.has(id)).map(goneAgent)];
}
