import { Injectable } from '@nestjs/common';
import { Metrics } from '@switchboard/chassis';

/** What the engine counts. In steady state `repairs`, `healed` and `swept` stay flat. */
@Injectable()
export class EngineMetrics {
  readonly assigned;
  readonly failures;
  readonly healed;
  readonly rebuilds;
  readonly syncRetries;
  readonly repairs;
  readonly swept;

  constructor(metrics: Metrics) {
    this.assigned = metrics.counter('routing_chats_assigned_total', 'Chats given to an agent automatically', [
      'chosen_by',
    ]);
    this.failures = metrics.counter('routing_round_failures_total', 'Shops that a round could not serve');
    this.healed = metrics.counter(
      'routing_operations_read_back_total',
      'Picks with an unknown outcome, put right',
    );
    this.rebuilds = metrics.counter('routing_pool_rebuilds_total', 'Shops loaded into Redis');
    this.syncRetries = metrics.counter(
      'routing_sync_retries_total',
      'Syncs that Redis did not answer at once',
    );
    this.repairs = metrics.counter('routing_pool_repairs_total', 'Agents whose record in Redis was wrong');
    this.swept = metrics.counter(
      'routing_sweep_found_total',
      'Shops in which the sweep found what no wake-up did',
    );
  }
}
