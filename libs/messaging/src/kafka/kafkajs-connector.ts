import kafkajs, { type ISocketFactory, type Kafka } from 'kafkajs';
import { installCodecs } from './codecs.js';
import type { BrokerAdmin, GroupMember, KafkaConnector, RecordProducer } from './kafka-port.js';
import { KafkajsAdmin } from './kafkajs-admin.js';
import { kafkaLogs } from './kafkajs-logs.js';
import { KafkajsMember } from './kafkajs-member.js';
import { KafkajsProducer } from './kafkajs-producer.js';
import { quietRequestTimers } from './request-timers.js';
import { promptSockets } from './sockets.js';

/** Where the broker is and how long it may take. */
export interface KafkaSettings {
  brokers: readonly string[];
  /** Shown in the broker's logs. */
  clientId: string;
  /** Put before every topic and group name, so that several installations can share one broker. */
  prefix: string;
  /** A produce that takes longer counts as unknown (default 10 000 ms). */
  produceTimeoutMs?: number | undefined;
  /** How long a member may be silent before its partitions go to others (default 10 000 ms). */
  sessionTimeoutMs?: number | undefined;
  /** How long a member rests after a fetch that brought something (default 5 ms): fewer and fuller fetches. */
  fetchRestMs?: number | undefined;
  /** Opens sockets another way; tests put a fault proxy in between. */
  socketFactory?: ISocketFactory;
}

/** kafkajs 2.2.4 behind the port. Nothing outside this folder imports it. */
export class KafkajsConnector implements KafkaConnector {
  constructor(private readonly settings: KafkaSettings) {
    installCodecs();
    quietRequestTimers();
  }

  producer(): RecordProducer {
    const { prefix, produceTimeoutMs = 10_000 } = this.settings;
    return new KafkajsProducer(() => this.client(1, 5_000), prefix, produceTimeoutMs);
  }

  member(groupId: string): GroupMember {
    const { prefix, sessionTimeoutMs = 10_000, fetchRestMs = 5 } = this.settings;
    const client = this.client(5, 10_000);
    return new KafkajsMember(client, prefix, prefix + groupId, sessionTimeoutMs, fetchRestMs);
  }

  admin(): BrokerAdmin {
    return new KafkajsAdmin(this.client(2, 10_000), this.settings.prefix);
  }

  private client(retries: number, requestTimeout: number): Kafka {
    const { brokers, clientId, socketFactory = promptSockets } = this.settings;
    return new kafkajs.Kafka({
      clientId,
      brokers: [...brokers],
      connectionTimeout: 3_000,
      requestTimeout,
      enforceRequestTimeout: true,
      retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries },
      logCreator: kafkaLogs,
      socketFactory,
    });
  }
}
