import { openOneCall } from './one-call.js';

/** A counter on the agent's row; the least loaded agent who is not locked, `FOR UPDATE SKIP LOCKED`. */
export const open = openOneCall({
  arrive: 'select * from bench_arrive_skip_locked($1, $2)',
  give: 'select * from bench_give_skip_locked($1, $2)',
  close: 'select * from bench_close_skip_locked($1, $2, $3)',
});
