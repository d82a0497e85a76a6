import { Injectable } from '@nestjs/common';
import { Metrics } from '@switchboard/chassis';

/** What time does to chats, counted. */
@Injectable()
export class LifecycleMetrics {
  readonly chats;
  readonly failures;
  readonly forgotten;

  constructor(metrics: Metrics) {
    this.chats = metrics.counter(
      'routing_lifecycle_chats_total',
      'Chats closed for inactivity, or taken from an agent who did not answer or was offline',
      ['kind'],
    );
    this.failures = metrics.counter(
      'routing_lifecycle_failures_total',
      'Shops that a lifecycle pass could not serve; the next one tries again',
      ['kind'],
    );
    this.forgotten = metrics.counter(
      'routing_messages_forgotten_total',
      'Messages deleted because their chat’s last one is too old',
    );
  }
}
