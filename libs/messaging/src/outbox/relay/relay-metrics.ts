import { Injectable } from '@nestjs/common';
import { Metrics } from '@switchboard/chassis';
import type { RelayedRow } from '../relay-hook.js';

/** The relay's metrics. */
@Injectable()
export class RelayMetrics {
  /** Alert on it: nothing else shows that events do not leave. */
  readonly oldestAge;
  readonly lanesHeld;
  readonly hookFailures;
  private readonly produced;
  private readonly delay;

  constructor(metrics: Metrics) {
    this.oldestAge = metrics.gauge(
      'switchboard_outbox_oldest_unpublished_seconds',
      'Age of the oldest event that Kafka has not got yet',
    );
    this.lanesHeld = metrics.gauge(
      'switchboard_outbox_lanes_held',
      'Lanes of the outbox that this process relays',
    );
    this.hookFailures = metrics.counter(
      'switchboard_outbox_hook_failures_total',
      'Tries of relay hooks that failed and were repeated',
    );
    this.produced = metrics.counter('switchboard_events_produced_total', 'Events given to Kafka', [
      'topic',
    ] as const);
    this.delay = metrics.histogram(
      'switchboard_outbox_delay_seconds',
      'From the row to the acknowledgement of Kafka',
      [] as const,
      [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
    );
  }

  published(rows: readonly RelayedRow[]): void {
    for (const { topic, createdAt } of rows) {
      this.produced.inc({ topic });
      this.delay.observe(Math.max(0, Date.now() - createdAt.getTime()) / 1_000);
    }
  }
}
