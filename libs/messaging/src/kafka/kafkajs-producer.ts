import kafkajs, { type Kafka, type Producer, type TopicMessages } from 'kafkajs';
import { ProduceTimeout, type RecordProducer, type RecordToSend } from './kafka-port.js';

/**
 * One producer. It never retries by itself: who sends decides, because only the sender knows what
 * must not be overtaken. A send that timed out takes its connection with it, so that nothing of it
 * is tried again behind the sender's back.
 */
export class KafkajsProducer implements RecordProducer {
  private current: Producer | undefined;
  private connecting: Promise<Producer> | undefined;

  constructor(
    private readonly client: () => Kafka,
    private readonly prefix: string,
    private readonly timeoutMs: number,
  ) {}

  async connect(): Promise<void> {
    await this.connected();
  }

  async send(records: readonly RecordToSend[]): Promise<void> {
    if (records.length === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new ProduceTimeout(`no answer within ${this.timeoutMs} ms`)),
        this.timeoutMs,
      );
    });
    try {
      await Promise.race([this.sendNow(records), late]);
    } catch (error) {
      if (error instanceof ProduceTimeout) await this.drop();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async disconnect(): Promise<void> {
    const producer = this.current;
    this.current = undefined;
    this.connecting = undefined;
    await producer?.disconnect();
  }

  private async sendNow(records: readonly RecordToSend[]): Promise<void> {
    const producer = await this.connected();
    await producer.sendBatch({ acks: -1, timeout: this.timeoutMs, topicMessages: this.byTopic(records) });
  }

  private byTopic(records: readonly RecordToSend[]): TopicMessages[] {
    const topics = new Map<string, TopicMessages>();
    for (const { topic, key, headers, value } of records) {
      let entry = topics.get(topic);
      if (!entry) topics.set(topic, (entry = { topic: this.prefix + topic, messages: [] }));
      entry.messages.push({ key, headers, value });
    }
    return [...topics.values()];
  }

  private async connected(): Promise<Producer> {
    if (this.current) return this.current;
    this.connecting ??= this.open().finally(() => (this.connecting = undefined));
    return this.connecting;
  }

  private async open(): Promise<Producer> {
    const producer = this.client().producer({
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      metadataMaxAge: 60_000,
      retry: { retries: 0 },
    });
    await producer.connect();
    this.current = producer;
    return producer;
  }

  private async drop(): Promise<void> {
    const producer = this.current;
    this.current = undefined;
    this.connecting = undefined;
    producer?.disconnect().catch(() => undefined);
  }
}
