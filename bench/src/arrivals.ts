import { setTimeout as pause } from 'node:timers/promises';

/** One arrival of an open loop. */
export interface Arrival {
  index: number;
  /** When it was to come, ms since the epoch. */
  intendedAt: number;
}

/** The loop looks for due arrivals at most this often; those in between are sent together. */
const lookEveryMs = 2;

/**
 * Poisson arrivals at `perSecond` for `seconds`: hands over those that are due, with the intended time of each,
 * whatever became of the earlier ones. Latency counted from the intended time hides no waiting.
 */
export async function openLoop(
  { perSecond, seconds }: { perSecond: number; seconds: number },
  arrive: (due: readonly Arrival[]) => void,
): Promise<number> {
  const started = performance.now();
  const gap = () => (-Math.log(1 - Math.random()) / perSecond) * 1_000;
  let next = gap();
  let index = 0;
  while (next <= seconds * 1_000) {
    await pause(Math.max(lookEveryMs, started + next - performance.now()));
    const now = performance.now() - started;
    const due: Arrival[] = [];
    for (; next <= now && next <= seconds * 1_000; next += gap())
      due.push({ index: index++, intendedAt: performance.timeOrigin + started + next });
    if (due.length > 0) arrive(due);
  }
  return index;
}
