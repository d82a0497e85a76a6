import { setTimeout as pause } from 'node:timers/promises';

/**
 * Poisson arrivals at `perSecond` for `seconds`: calls `arrive` with the intended time of each, whatever
 * became of the earlier ones. Latency counted from the intended time hides no waiting.
 */
export async function openLoop(
  { perSecond, seconds }: { perSecond: number; seconds: number },
  arrive: (index: number, intendedAt: number) => void,
): Promise<number> {
  const started = performance.now();
  let at = 0;
  let index = 0;
  for (; ; index++) {
    at += (-Math.log(1 - Math.random()) / perSecond) * 1_000;
    if (at > seconds * 1_000) return index;
    const wait = started + at - performance.now();
    if (wait > 1) await pause(wait);
    arrive(index, performance.timeOrigin + started + at);
  }
}
