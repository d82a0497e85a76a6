import { Inject, Injectable } from '@nestjs/common';
import {
  KAFKA_CONNECTOR,
  type KafkaConnector,
  type ReceivedRecord,
  type RecordProducer,
} from '../kafka/kafka-port.js';
import { MessagingSettings } from '../messaging-settings.js';

/** Headers that say why and from where; the record's own headers, key and value stay as they were. */
export const deadLetterHeaders = {
  reason: 'dlq_reason',
  detail: 'dlq_detail',
  topic: 'dlq_topic',
  partition: 'dlq_partition',
  offset: 'dlq_offset',
  consumer: 'dlq_consumer',
  time: 'dlq_time',
  /** Present when the key waits: it is replayed from the parked events, not from here. */
  parked: 'dlq_parked',
} as const;

/** `<topic>.dlq`. */
export const deadLetterTopic = (topic: string): string => `${topic}.dlq`;

/** Puts records aside where operators find them. */
@Injectable()
export class DeadLetters {
  private readonly producer: RecordProducer;

  constructor(
    private readonly settings: MessagingSettings,
    @Inject(KAFKA_CONNECTOR) connector: KafkaConnector,
  ) {
    this.producer = connector.producer();
  }

  async add(record: ReceivedRecord, why: { reason: string; detail: string }, parked: boolean): Promise<void> {
    const { topic, partition, offset, key, headers, value } = record;
    await this.producer.send([
      {
        topic: deadLetterTopic(topic),
        key,
        value,
        headers: {
          ...headers,
          [deadLetterHeaders.reason]: why.reason,
          [deadLetterHeaders.detail]: why.detail.slice(0, 1_000),
          [deadLetterHeaders.topic]: topic,
          [deadLetterHeaders.partition]: String(partition),
          [deadLetterHeaders.offset]: String(offset),
          [deadLetterHeaders.consumer]: this.settings.groupId,
          [deadLetterHeaders.time]: new Date().toISOString(),
          ...(parked ? { [deadLetterHeaders.parked]: 'true' } : {}),
        },
      },
    ]);
  }

  async disconnect(): Promise<void> {
    await this.producer.disconnect();
  }
}
