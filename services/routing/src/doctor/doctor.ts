import type { TopicDesk } from '@switchboard/messaging';
import { ask, usualPatience, type CheckReport, type Patience } from './check.js';
import { chatTopicCheck } from './chat-topic-check.js';
import { eventChecks } from './event-checks.js';
import { shopChecks, type Patient } from './shop-checks.js';
import { stateChecks } from './state-checks.js';

/** Everything the doctor looks at. */
export interface RunningSuite extends Patient {
  kafka: TopicDesk;
}

/** Asks every check, one after the other, and hands out each answer as it comes. */
export async function* examine(
  suite: RunningSuite,
  patience: Patience = usualPatience,
): AsyncIterable<CheckReport> {
  const { database, kafka, shopId } = suite;
  const checks = [
    ...shopChecks(suite),
    chatTopicCheck(database, kafka, shopId),
    ...stateChecks(database, kafka, shopId),
    ...eventChecks(database, kafka),
  ];
  for (const check of checks) yield await ask(check, patience);
}

/** 0: nothing contradicts; 1: something does; 2: nothing does, but something could not be looked at. */
export function exitCodeOf(reports: readonly CheckReport[]): number {
  if (reports.some(({ outcome }) => outcome === 'failed')) return 1;
  return reports.some(({ outcome }) => outcome === 'unknown') ? 2 : 0;
}
