import 'reflect-metadata';
import { Injectable } from '@nestjs/common';
import kafkajs from 'kafkajs';
import { createService } from '@switchboard/chassis';
import { messagingExtension, type RelayHook } from '../src/index.js';
import { EffectsConsumer, Mischief } from './effects.js';
import { dieAt, KillingKafka, type KillPoint } from './killing-kafka.js';
import { probeModule } from './probe-module.js';

/** What the test tells this process. */
export interface DyingProbeSettings {
  databaseUrl: string;
  brokers: string[];
  topicPrefix: string;
  point?: KillPoint;
  /** Makes kafkajs give up for good at the first LZ4 batch, as it would without a codec. */
  withoutLz4?: boolean;
  /** The key whose events throw something unexpected. */
  poisoned?: string;
}

const settings = JSON.parse(process.argv[2]!) as DyingProbeSettings;
const { databaseUrl, brokers, topicPrefix, point, poisoned } = settings;

@Injectable()
class DyingHook implements RelayHook {
  async beforeMark(): Promise<void> {
    dieAt('in the hook, before the mark', point);
  }
}

Mischief.before = ({ key }) => {
  if (key === poisoned) throw new RangeError('a bug');
  dieAt('in the handler, before its commit', point);
};
Mischief.after = () => dieAt('effect committed, in the handler', point);

// Never outlives the test that started it.
process.stdin.resume().on('end', () => process.exit(0));

const connector = new KillingKafka(
  { brokers, clientId: 'dying', prefix: topicPrefix, sessionTimeoutMs: 6_000 },
  point,
);
if (settings.withoutLz4)
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.LZ4] = () => {
    throw new kafkajs.KafkaJSNonRetriableError('LZ4 compression not implemented');
  };

await createService({
  name: 'probe',
  environment: { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', OTEL_EXPORTER_OTLP_ENDPOINT: '' },
  extensions: [messagingExtension()],
  module: probeModule({
    databaseUrl,
    controllers: [EffectsConsumer],
    relay: { hook: DyingHook },
    messaging: {
      brokers,
      topicPrefix,
      tries: 1,
      connector,
    },
  }),
});
