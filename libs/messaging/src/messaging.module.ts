import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { CaughtUp } from './consumer/caught-up.js';
import { ConsumerHealth, ProcessEnd, SignalledEnd } from './consumer/consumer-health.js';
import { ConsumerMetrics } from './consumer/consumer-metrics.js';
import { ConsumerPolicy } from './consumer/consumer-policy.js';
import { DeadLetters } from './consumer/dead-letters.js';
import { EventConsumer } from './consumer/event-consumer.js';
import { EventProcessor } from './consumer/event-processor.js';
import { KafkaTransport } from './consumer/kafka-transport.js';
import { ParkedKeys } from './consumer/parked-keys.js';
import { ParkedKeysWatch } from './consumer/parked-keys-watch.js';
import { Inbox } from './inbox/inbox.js';
import { KAFKA_CONNECTOR, type KafkaConnector } from './kafka/kafka-port.js';
import { KafkajsConnector } from './kafka/kafkajs-connector.js';
import { MessagingLife } from './messaging-life.js';
import { MessagingSettings, type MessagingOptions } from './messaging-settings.js';
import { Outbox } from './outbox/outbox.js';
import { OutboxSignal } from './outbox/outbox-signal.js';
import { RELAY_HOOK, type RelayHook } from './outbox/relay-hook.js';
import { OutboxRelay } from './outbox/relay/outbox-relay.js';
import { RelayMetrics } from './outbox/relay/relay-metrics.js';
import { RelayParts } from './outbox/relay/relay-parts.js';
import { STATE_SOURCES, type StateSource } from './states/state-source.js';
import { StateRepublisher } from './states/state-republisher.js';
import { PartitionKeeper } from './partitions/partition-keeper.js';

/** The relay's part of a service: a hook, and the modules it needs. */
export interface RelayOptions {
  /** Runs after Kafka has taken a row and before it counts as published. */
  hook?: Type<RelayHook>;
  /** Modules that export what the hook asks for. */
  imports?: DynamicModule['imports'];
}

const connectorFor = ({ connector, brokers, service, ...options }: MessagingOptions): KafkaConnector =>
  connector ??
  new KafkajsConnector({
    brokers,
    clientId: `switchboard-${service}`,
    prefix: options.topicPrefix,
    produceTimeoutMs: options.produceTimeoutMs,
    sessionTimeoutMs: options.sessionTimeoutMs,
    fetchRestMs: options.fetchRestMs,
  });

/** The states of a service's compacted topics. */
export interface StateOptions {
  /** One per topic. */
  sources: Array<Type<StateSource>>;
  /** Modules that export what the sources ask for. */
  imports?: DynamicModule['imports'];
}

const sourcesOf = (sources: Array<Type<StateSource>>): Provider[] => [
  ...sources,
  { provide: STATE_SOURCES, inject: sources, useFactory: (...made: StateSource[]) => made },
];

/** Outbox, relay, inbox and consumer of a service; global. `messagingExtension()` starts them. */
@Module({})
export class MessagingModule {
  static forRoot({
    relay = {},
    states = { sources: [] },
    ...options
  }: MessagingOptions & { relay?: RelayOptions; states?: StateOptions }): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      imports: [...(relay.imports ?? []), ...(states.imports ?? [])],
      providers: [
        { provide: MessagingSettings, useValue: new MessagingSettings(options) },
        { provide: ProcessEnd, useClass: SignalledEnd },
        ...(relay.hook ? [{ provide: RELAY_HOOK, useClass: relay.hook }] : []),
        { provide: KAFKA_CONNECTOR, useFactory: () => connectorFor(options) },
        Outbox,
        OutboxSignal,
        OutboxRelay,
        RelayMetrics,
        RelayParts,
        Inbox,
        PartitionKeeper,
        ConsumerHealth,
        ConsumerMetrics,
        ConsumerPolicy,
        ParkedKeys,
        ParkedKeysWatch,
        DeadLetters,
        EventProcessor,
        EventConsumer,
        CaughtUp,
        ...sourcesOf(states.sources),
        StateRepublisher,
        KafkaTransport,
        MessagingLife,
      ],
      exports: [Outbox, Inbox, CaughtUp],
    };
  }
}
