import { Inject, Injectable, Optional } from '@nestjs/common';
import { KAFKA_CONNECTOR, type KafkaConnector, type RecordProducer } from '../../kafka/kafka-port.js';
import { RELAY_HOOK, type RelayHook } from '../relay-hook.js';
import { RelayMetrics } from './relay-metrics.js';

/** What the relay's lanes share. */
@Injectable()
export class RelayParts {
  readonly producer: RecordProducer;

  constructor(
    @Inject(KAFKA_CONNECTOR) connector: KafkaConnector,
    readonly metrics: RelayMetrics,
    @Optional() @Inject(RELAY_HOOK) readonly hook: RelayHook | undefined,
  ) {
    this.producer = connector.producer();
  }
}
