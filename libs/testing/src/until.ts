import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until `condition` answers something truthy, and answers that. Errors count as "not yet"; the
 * last one is thrown when the time is up (default 30 s).
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 30_000, describe = 'the condition' }: { timeoutMs?: number; describe?: string } = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  for (let wait = 2; ; wait = Math.min(wait * 1.5, 100)) {
    try {
      const answer = await condition();
      if (answer) return answer;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`${describe} did not come true within ${timeoutMs} ms`, { cause: lastError });
    }
    await pause(wait);
  }
}
