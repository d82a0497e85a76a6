import { openOneCall } from './one-call.js';

/** Counts each agent's open chats and takes the least loaded, in the transaction of the arrival; without locks. */
export const open = openOneCall({
  arrive: 'select bench_arrive_by_count($1, $2, false) as given',
  close: 'select bench_close_by_count($1, $2, $3, false) as given',
});
