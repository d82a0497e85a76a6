import { Inject, Injectable, Optional } from '@nestjs/common';
import { Batcher } from '@switchboard/chassis';
import { aloneUnlessTransient } from '../../consumer/consumer-errors.js';
import { KAFKA_CONNECTOR, type KafkaConnector, type RecordProducer } from '../../kafka/kafka-port.js';
import { RELAY_HOOK, type RelayedRow, type RelayHook } from '../relay-hook.js';
import { RelayMetrics } from './relay-metrics.js';
import { SharedProducer } from './shared-producer.js';

/** What the relay's lanes share. */
@Injectable()
export class RelayParts {
  readonly producer: RecordProducer;
  readonly hook: RelayHook | undefined;

  constructor(
    @Inject(KAFKA_CONNECTOR) connector: KafkaConnector,
    readonly metrics: RelayMetrics,
    @Optional() @Inject(RELAY_HOOK) hook: RelayHook | undefined,
  ) {
    this.producer = new SharedProducer(connector.producer());
    this.hook = hook && shared(hook);
  }
}

/** Lanes that have rows at the same time share a call of the hook. */
function shared(hook: RelayHook): RelayHook {
  const calls = new Batcher<readonly RelayedRow[]>(
    async (batches) => {
      await hook.beforeMark(batches.flat());
      return batches.map(() => undefined);
    },
    { afterFailure: aloneUnlessTransient },
  );
  return { beforeMark: (rows) => calls.run(rows) };
}
