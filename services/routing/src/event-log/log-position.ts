/** Where a reader stands in one shop's event log. */
export interface LogPosition {
  /** The log's generation: another one means that records were lost. */
  generation: string;
  /** Id of the last Redis stream entry read: `<ms>-<n>`. */
  entry: string;
}

/** Orders two entry ids of one log. */
export function compareEntries(a: string, b: string): number {
  const [aMs = 0, aN = 0] = a.split('-').map(Number);
  const [bMs = 0, bN = 0] = b.split('-').map(Number);
  return aMs - bMs || aN - bN;
}

/** Whether everything after `position` is still in a log that ends as `end` says. */
export function isResumable(
  position: LogPosition,
  end: { generation: string; oldestMs: number; last: string | undefined },
): boolean {
  if (position.generation !== end.generation) return false;
  if (Number(position.entry.split('-')[0]) >= end.oldestMs) return true;
  return end.last === undefined || compareEntries(position.entry, end.last) >= 0;
}
