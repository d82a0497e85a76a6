import { customerMessageReceived, encodeEvent, inboundTopic } from '@switchboard/contracts';
import type { openBroker, SeededShop, SuiteAddress } from '@switchboard/testing';
import { Agent, request } from 'node:http';
import { v7 as uuid } from 'uuid';

/** How messages come in. */
export type Way = 'kafka' | 'http' | 'both';

type Broker = Awaited<ReturnType<typeof openBroker>>;

const text = 'Where is my parcel, please? It was to come on Monday.';

/**
 * The customers' side, kept cheap because it shares the machine with what it measures: those who are due
 * together go into one produce, and HTTP keeps its connections.
 */
export class Customers {
  /** Messages that were not taken: the run is worth nothing if there are any. */
  refused = 0;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });
  private readonly url: URL;

  constructor(
    private readonly broker: Broker,
    address: SuiteAddress,
    private readonly shops: readonly SeededShop[],
    private readonly way: Way,
  ) {
    this.url = new URL(address.routing);
  }

  /** One first message of each customer; the number of a customer decides shop and way. */
  send(prefix: string, numbers: readonly number[]): void {
    const byHttp = numbers.filter((number) => this.goesByHttp(number));
    for (const number of byHttp) this.post(prefix, number);
    const records = numbers.filter((number) => !this.goesByHttp(number));
    if (records.length > 0) this.produce(prefix, records);
  }

  close(): void {
    this.agent.destroy();
  }

  private goesByHttp(number: number): boolean {
    return this.way === 'http' || (this.way === 'both' && number % 2 === 1);
  }

  private shopOf(number: number): SeededShop {
    return this.shops[(number >> 1) % this.shops.length]!;
  }

  private produce(prefix: string, numbers: readonly number[]): void {
    const records = numbers.map((number) => {
      const { accountId, shopId } = this.shopOf(number);
      const { key, headers, data } = encodeEvent(
        customerMessageReceived,
        { customerId: `${prefix}-${number}`, customerLanguage: 'en', text, externalMessageId: uuid() },
        { id: uuid(), source: 'storefront', time: new Date().toISOString(), accountId, shopId },
      );
      return { key, headers, value: data };
    });
    this.broker.produce(inboundTopic.name, records).catch(() => (this.refused += records.length));
  }

  private post(prefix: string, number: number): void {
    const { shopId, apiKey } = this.shopOf(number);
    const body = JSON.stringify({
      customerId: `${prefix}-${number}`,
      customerLanguage: 'en',
      text,
      externalMessageId: uuid(),
    });
    const call = request(
      {
        host: this.url.hostname,
        port: this.url.port,
        path: `/v1/shops/${shopId}/inbound-messages`,
        method: 'POST',
        agent: this.agent,
        headers: {
          authorization: `Bearer ${apiKey}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      (answer) => {
        if (answer.statusCode !== 202) this.refused += 1;
        answer.resume();
      },
    );
    call.on('error', () => (this.refused += 1));
    call.end(body);
  }
}
