import { Injectable } from '@nestjs/common';
import { Metrics } from '@switchboard/chassis';

/** What the engine counts. In steady state `repairs` stays flat. */
@Injectable()
export class EngineMetrics {
  readonly assigned;
  readonly refused;
  readonly rounds;
  readonly sqlChoices;
  readonly healed;
  readonly rebuilds;
  readonly syncRetries;
  readonly repairs;
  readonly failures;
  readonly swept;

  constructor(metrics: Metrics) {
    this.assigned = metrics.counter('routing_chats_assigned_total', 'Chats given to an agent automatically');
    this.refused = metrics.counter('routing_picks_refused_total', 'Picks whose agent could not take a chat any more');
    this.rounds = metrics.counter('routing_rounds_total', 'Rounds over a set of shops');
    this.sqlChoices = metrics.counter('routing_sql_choices_total', 'Rounds in which Postgres chose');
    this.healed = metrics.counter('routing_operations_healed_total', 'Picks of processes that died, put right');
    this.rebuilds = metrics.counter('routing_pool_rebuilds_total', 'Shops loaded into Redis');
    this.syncRetries = metrics.counter('routing_sync_retries_total', 'Syncs that Redis did not answer at once');
    this.repairs = metrics.counter('routing_pool_repairs_total', 'Agents whose record in Redis was wrong');
    this.failures = metrics.counter('routing_round_failures_total', 'Rounds that ended in an error');
    this.swept = metrics.counter('routing_sweep_found_total', 'Shops in which the sweep found a chat to serve');
  }
}
