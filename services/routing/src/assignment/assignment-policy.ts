/** What a policy looks at. Counts include picks that are on their way to Postgres. */
export interface Workload {
  open: number;
  capacity: number;
  /** Mode `equal`: the agent's place when it joined, and chats dealt to it since. */
  base: number;
  dealt: number;
}

/**
 * Who gets the next chat: the agent with the smallest score; ties go to the least recently assigned, then by
 * id. The same formula stands in `sql/agent_score.sql` and `lua/includes/score.lua`; a test compares the three.
 */
export interface AssignmentPolicy {
  readonly mode: 'lowest_workload' | 'equal';
  /** A whole number below 2^53. */
  score(agent: Workload): number;
}
