import { AgentPool, type PickRequest, type SyncRequest } from '../../src/assignment/agent-pool.js';
import { intercept, type Interception } from './intercept.js';

/** The pool behind a bad line: a pick or sync whose request or answer is lost is "no answer", as Redis's time limit makes it. */
export function faultyPool(pool: AgentPool, interception: Interception): AgentPool {
  const line = intercept(pool, interception);
  return Object.assign(Object.create(line) as AgentPool, {
    pick: (requests: readonly PickRequest[]) =>
      line.pick(requests).catch(() => requests.map(() => ({ kind: 'unavailable' as const }))),
    sync: (requests: readonly SyncRequest[]) =>
      line.sync(requests).catch(() => requests.map(() => ({ kind: 'unavailable' as const }))),
  });
}
