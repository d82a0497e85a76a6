import type { RecordProducer, RecordToSend } from '../../kafka/kafka-port.js';

interface Waiting {
  records: readonly RecordToSend[];
  bytes: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** A batch of one partition must stay below the broker's message.max.bytes even if all goes there. */
const bytesAtOnce = 700_000;
/** How long lanes do not share after a failure: records that the broker refuses must hold up only their own lane. */
const aloneMs = 10_000;

/**
 * Lets the lanes of the relay share their produces: what comes while one is under way goes with the next. Each
 * waits for its own to be acknowledged before it sends more, so the order per key is as it was.
 */
export class SharedProducer implements RecordProducer {
  private waiting: Waiting[] = [];
  private sending = false;
  private aloneUntil = 0;

  constructor(private readonly producer: RecordProducer) {}

  async send(records: readonly RecordToSend[]): Promise<void> {
    if (records.length === 0) return;
    if (performance.now() < this.aloneUntil) return this.producer.send(records);
    const bytes = records.reduce((sum, { value, key }) => sum + (value?.length ?? 0) + (key?.length ?? 0), 0);
    await new Promise<void>((resolve, reject) => {
      this.waiting.push({ records, bytes, resolve, reject });
      if (this.sending) return;
      this.sending = true;
      // Lanes whose rows were read together come in the same turn.
      setImmediate(() => void this.sendAll());
    });
  }

  connect(): Promise<void> {
    return this.producer.connect();
  }

  disconnect(): Promise<void> {
    return this.producer.disconnect();
  }

  private async sendAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const together = this.next();
      try {
        await this.producer.send(together.flatMap(({ records }) => records));
        for (const { resolve } of together) resolve();
      } catch (error) {
        if (together.length > 1) this.aloneUntil = performance.now() + aloneMs;
        for (const { reject } of together) reject(error);
      }
    }
    this.sending = false;
  }

  private next(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const one of this.waiting) {
      bytes += one.bytes;
      if (count > 0 && bytes > bytesAtOnce) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }
}
