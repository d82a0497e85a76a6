import { customerMessageReceived, encodeEvent } from '@switchboard/contracts';
import { until } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import type { RoutingSuite } from '../routing-suite.js';
import type { SeededShop } from './scale.js';

/** Writes as new customers by Kafka, and knows when everything that follows is over. */
export class Storefront {
  /** New chats so far. */
  written = 0;

  constructor(private readonly suite: RoutingSuite) {}

  /** `chats` new chats, one after the other: each is assigned and told of before the next one is written. */
  async oneByOne(shop: SeededShop, chats: number): Promise<void> {
    for (let n = 0; n < chats; n++) await this.atOnce([shop], 1);
  }

  /** `chats` new chats in one produce, spread over the shops. */
  async atOnce(shops: readonly SeededShop[], chats: number): Promise<void> {
    const before = await this.assigned();
    const records = Array.from({ length: chats }, (_, n) => message(shops[n % shops.length]!));
    this.written += chats;
    await this.suite.broker.produce('chat.inbound.v1', records);
    const patience = { timeoutMs: 60_000 };
    await until(async () => (await this.assigned()) >= before + chats, {
      ...patience,
      describe: 'every chat assigned',
    });
    await this.published();
  }

  /** When every event has left. */
  async published(): Promise<void> {
    await until(
      async () => {
        const left = await this.suite.database.query(
          'select 1 from outbox where published_at is null limit 1',
        );
        return left.length === 0;
      },
      { timeoutMs: 60_000, describe: 'every event published' },
    );
  }

  private async assigned(): Promise<number> {
    const [row] = await this.suite.database.query<{ chats: string }>(
      'select count(*) as chats from assignment',
    );
    return Number(row!.chats);
  }
}

function message({ accountId, shopId }: SeededShop) {
  const data = { customerId: uuid(), externalMessageId: uuid(), text: 'Where is my order?' };
  const context = { source: 'test', time: new Date().toISOString(), accountId, shopId, id: uuid() };
  const { key, headers } = encodeEvent(customerMessageReceived, data, context);
  return { key, headers, value: data };
}
