import {
  customerMessageReceived,
  encodeEvent,
  inboundTopic,
  outboundTopic,
  type ReplySent,
} from '@switchboard/contracts';
import { openBroker, type Collected } from '../test-broker.js';
import { v7 as uuid } from 'uuid';

/** What a customer writes, before the storefront gives it an id. */
export interface CustomerWords {
  customerId: string;
  customerName?: string;
  text: string;
}

/** A storefront on Kafka: it puts customers' messages in and hands replies out. */
export class Storefront {
  private constructor(
    private readonly broker: Awaited<ReturnType<typeof openBroker>>,
    private readonly replies: Collected,
  ) {}

  static async open(brokers: string[], topicPrefix: string): Promise<Storefront> {
    const broker = await openBroker({ brokers, topicPrefix });
    return new Storefront(broker, await broker.consume([outboundTopic.name]));
  }

  /** Produces `chat.inbound.v1`; the same external id twice is the same message. */
  async send(
    shop: { accountId: string; shopId: string },
    words: CustomerWords,
    externalMessageId: string = uuid(),
  ): Promise<string> {
    const event = encodeEvent(
      customerMessageReceived,
      { ...words, externalMessageId },
      { id: uuid(), source: 'storefront', time: new Date().toISOString(), ...shop },
    );
    await this.broker.produce(inboundTopic.name, [
      { key: event.key, value: event.data, headers: event.headers },
    ]);
    return externalMessageId;
  }

  /** Waits until the customer has received this reply, and answers it. */
  async received(messageId: string, timeoutMs = 10_000): Promise<ReplySent> {
    const record = await this.replies.waitFor(
      (message) => (message.value as ReplySent).messageId === messageId,
      timeoutMs,
    );
    return record.value as ReplySent;
  }

  async close(): Promise<void> {
    await this.broker.close();
  }
}
