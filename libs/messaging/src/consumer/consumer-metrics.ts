import { Injectable } from '@nestjs/common';
import { Metrics } from '@switchboard/chassis';

/** The consumer's metrics. */
@Injectable()
export class ConsumerMetrics {
  readonly consumed;
  readonly deadLetters;
  readonly parkedEvents;
  readonly parkedKeys;
  readonly retries;
  readonly rebalances;
  readonly pauses;

  constructor(private readonly metrics: Metrics) {
    this.consumed = metrics.counter(
      'switchboard_events_consumed_total',
      'Events taken from Kafka, by outcome',
      ['topic', 'outcome'] as const,
    );
    this.deadLetters = metrics.counter('switchboard_dead_letters_total', 'Events sent to the dead letters', [
      'topic',
      'reason',
    ] as const);
    this.parkedEvents = metrics.counter(
      'switchboard_parked_events_total',
      'Events parked behind a dead letter of their key',
      ['topic'] as const,
    );
    this.parkedKeys = metrics.gauge('switchboard_parked_keys', 'Keys that wait for an operator');
    this.retries = metrics.counter(
      'switchboard_event_retries_total',
      'Tries of a handler that were repeated',
      ['kind'] as const,
    );
    this.rebalances = metrics.counter(
      'switchboard_rebalances_total',
      'Rebalances of the consumer group seen',
    );
    this.pauses = metrics.counter(
      'switchboard_partition_pauses_total',
      'Pauses because of too much in flight',
    );
  }

  /** Registers the lag per topic, read at each scrape. */
  lag(read: () => ReadonlyMap<string, number>): void {
    this.metrics.gauge(
      'switchboard_consumer_lag',
      'Events of the partitions held here that are not done',
      ['topic'] as const,
      function collect() {
        this.reset();
        for (const [topic, lag] of read()) this.set({ topic }, lag);
      },
    );
  }
}
