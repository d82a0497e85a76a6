import { openOneCall } from './one-call.js';

/** The same under a lock on the shop: exact, and one decision at a time. */
export const open = openOneCall({
  arrive: 'select bench_arrive_by_count($1, $2, true) as given',
  close: 'select bench_close_by_count($1, $2, $3, true) as given',
});
