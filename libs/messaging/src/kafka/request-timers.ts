import { createRequire } from 'node:module';

/** What of kafkajs' queue of requests is used here; it is not among its types. */
export interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as {
  prototype: RequestQueue;
};
const schedule = prototype.scheduleCheckPendingRequests;

/**
 * kafkajs 2.2.4 looks after requests that the broker's throttling holds back, and goes on looking when there are
 * none: each connection sets a timer for a moment in the past, over and over, once a millisecond and for as long as the
 * process lives. Four services at rest lose a fifth of a processor to it. A queue without waiting requests needs no
 * timer: whatever comes to wait sets one.
 */
export function quietRequestTimers(): void {
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this);
  };
}
