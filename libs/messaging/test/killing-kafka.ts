import type { GroupMember, KafkaConnector, RecordProducer, RecordToSend } from '../src/kafka/kafka-port.js';
import { KafkajsConnector, type KafkaSettings } from '../src/kafka/kafkajs-connector.js';

/** Where a process is to die; each is a moment at which another process must be able to go on. */
export type KillPoint =
  | 'rows read, before the produce'
  | 'produced, before the mark'
  | 'in the hook, before the mark'
  | 'in the handler, before its commit'
  | 'effect committed, in the handler'
  | 'effect committed, before the offsets'
  | 'dead letter written, before the key is parked'
  | 'key parked, before the offsets';

/** No chance to clean up. */
export const dieAt = (point: KillPoint, wanted: KillPoint | undefined): void => {
  if (point === wanted) process.kill(process.pid, 'SIGKILL');
};

/** Kafka as it is, in a process that dies at the wanted point. */
export class KillingKafka implements KafkaConnector {
  private readonly real: KafkajsConnector;
  /** Where the event stands that became a dead letter. */
  private aside?: { partition: number; offset: number };

  constructor(
    settings: KafkaSettings,
    private readonly wanted: KillPoint | undefined,
  ) {
    this.real = new KafkajsConnector(settings);
  }

  producer(): RecordProducer {
    const producer = this.real.producer();
    const send = producer.send.bind(producer);
    producer.send = async (records: readonly RecordToSend[]) => {
      if (records.length === 0) return;
      const deadLetter = records[0]!.topic.endsWith('.dlq');
      if (!deadLetter) dieAt('rows read, before the produce', this.wanted);
      await send(records);
      if (deadLetter) {
        const { dlq_partition, dlq_offset } = records[0]!.headers;
        this.aside ??= { partition: Number(dlq_partition), offset: Number(dlq_offset) };
        dieAt('dead letter written, before the key is parked', this.wanted);
      } else dieAt('produced, before the mark', this.wanted);
    };
    return producer;
  }

  member(groupId: string): GroupMember {
    const member = this.real.member(groupId);
    const commit = member.commit.bind(member);
    member.commit = async (positions) => {
      dieAt('effect committed, before the offsets', this.wanted);
      // Passed over only when its key is parked; what was committed before is other events'.
      const { aside } = this;
      if (
        aside &&
        positions.some(({ partition, offset }) => partition === aside.partition && offset > aside.offset)
      )
        dieAt('key parked, before the offsets', this.wanted);
      await commit(positions);
    };
    return member;
  }

  admin() {
    return this.real.admin();
  }
}
