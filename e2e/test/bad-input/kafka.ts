import {
  customerMessageReceived,
  dlqOf,
  encodeEvent,
  eventHeaders,
  inboundTopic,
  type CustomerMessageReceived,
} from '@switchboard/contracts';
import {
  openBroker,
  until,
  type Collected,
  type ProducedMessage,
  type TestSuite,
} from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { send } from './answers.js';
import { People, type Account } from './people.js';

type Broker = Awaited<ReturnType<typeof openBroker>>;
/** Changes a good record into a bad one. */
type Spoil = (good: Good) => ProducedMessage;
interface Good {
  key: string;
  headers: Record<string, string>;
  data: CustomerMessageReceived;
}

const withHeaders =
  (headers: Record<string, string>): Spoil =>
  (good) => ({ ...good, headers: { ...good.headers, ...headers }, value: good.data });
const without =
  (...names: string[]): Spoil =>
  ({ key, headers, data }) => ({
    key,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name))),
    value: data,
  });
const withValue =
  (value: unknown): Spoil =>
  ({ key, headers }) => ({ key, headers, value });
const withData =
  (change: Record<string, unknown>): Spoil =>
  ({ key, headers, data }) => ({ key, headers, value: { ...data, ...change } });
const cardOf = (data: unknown) => withData({ text: undefined, card: { kind: 'order', data } });
const ofShop =
  (shopId: string): Spoil =>
  ({ headers, data }) => ({
    key: `${shopId}:${data.customerId}`,
    headers: { ...headers, [eventHeaders.shopId]: shopId },
    value: data,
  });
/** Deeper than any parser of ours should have to go, and still within 8 KB. */
const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

const bad: Array<[name: string, reason: string, spoil: Spoil]> = [
  ['garbage bytes', 'event.invalid', withValue(Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x7b]))],
  ['half a JSON document', 'event.invalid', withValue('{"customerId": "c')],
  ['no value', 'event.invalid', withValue('')],
  ['a JSON text', 'event.invalid', withValue('"hello"')],
  ['a JSON list', 'event.invalid', withValue([])],
  [
    'an unknown version',
    'event.unknown_version',
    withHeaders({ [eventHeaders.type]: 'chat.message.received.v9' }),
  ],
  ['an unknown type', 'event.unknown_type', withHeaders({ [eventHeaders.type]: 'order.paid.v1' })],
  ["another topic's type", 'event.unknown_type', withHeaders({ [eventHeaders.type]: 'identity.shop.v1' })],
  ['no type', 'event.missing_header', without(eventHeaders.type)],
  ['no headers at all', 'event.missing_header', ({ key, data }) => ({ key, value: data })],
  ['no shop', 'event.missing_header', without(eventHeaders.shopId)],
  ['no account', 'event.missing_header', without(eventHeaders.accountId)],
  ['a shop that is no id', 'event.invalid', withHeaders({ [eventHeaders.shopId]: "' or 1=1 --" })],
  ['an unknown shop', 'event.unknown_shop', ofShop(uuid())],
  ["another shop's key", 'event.wrong_key', withHeaders({ [eventHeaders.shopId]: uuid() })],
  ['a foreign account', 'event.foreign_account', withHeaders({ [eventHeaders.accountId]: uuid() })],
  ['4,001 characters', 'event.invalid', withData({ text: '🙂'.repeat(4_001) })],
  ['a text of blanks', 'event.invalid', withData({ text: ' \n\t ' })],
  ['an object for a text', 'event.invalid', withData({ text: { $ne: 1 } })],
  ['neither text nor card', 'event.invalid', withData({ text: undefined })],
  ['both text and card', 'event.invalid', withData({ card: { kind: 'order', data: {} } })],
  ['a card of 9 KB', 'event.invalid', cardOf({ note: 'x'.repeat(9 * 1024) })],
  ['the year 3000', 'event.invalid', withData({ sentAt: '3000-01-01T00:00:00Z' })],
  ['a time that is none', 'event.invalid', withData({ sentAt: 'yesterday' })],
  ['a customer id of 201 characters', 'event.invalid', withData({ customerId: 'c'.repeat(201) })],
  ['a language that is none', 'event.invalid', withData({ customerLanguage: 'x'.repeat(500) })],
  ['a NUL in the customer id', 'event.invalid', withData({ customerId: 'a\u0000b' })],
  ['a NUL in the text', 'event.invalid', withData({ text: 'a\u0000b' })],
  ['a NUL in a card', 'event.invalid', cardOf({ note: 'a\u0000b' })],
  ['half a surrogate in the text', 'event.invalid', withData({ text: 'a \ud800 b' })],
  ['half a surrogate in a card', 'event.invalid', cardOf({ note: 'a \ud800 b' })],
];

/** What storefronts may put into chat.inbound.v1, and should not. */
export function kafkaBadInput(start: () => TestSuite): void {
  describe('chat.inbound.v1', () => {
    let suite: TestSuite;
    let people: People;
    let account: Account;
    let key: string;
    let broker: Broker;
    let deadLetters: Collected;

    beforeAll(async () => {
      suite = start();
      people = new People(suite);
      account = await people.openAccount('kafka');
      key = await people.apiKey(account, ['inbound:write', 'chats:read']);
      broker = await openBroker(suite.address);
      deadLetters = await broker.consume([dlqOf(inboundTopic).name]);
    });

    afterAll(async () => {
      await broker?.close();
    });

    const good = (customerId: string, text: string): Good => {
      const { key, headers, data } = encodeEvent(
        customerMessageReceived,
        { customerId, externalMessageId: uuid(), text },
        {
          id: uuid(),
          source: 'storefront',
          time: new Date().toISOString(),
          accountId: account.accountId,
          shopId: account.shopId,
        },
      );
      return { key, headers, data: data as CustomerMessageReceived };
    };
    const produce = (message: ProducedMessage) => broker.produce(inboundTopic.name, [message]);
    const produceGood = ({ key, headers, data }: Good) => produce({ key, headers, value: data });

    async function arrived(customerId: string): Promise<void> {
      const url = `${suite.address.routing}/v1/shops/${account.shopId}/chats?view=all_open&customerId=${customerId}`;
      await until(
        async () => {
          const { body } = await send('GET', url, { authorization: `Bearer ${key}` });
          return (body as { items?: unknown[] }).items?.length === 1;
        },
        { timeoutMs: 15_000, describe: `the message of ${customerId}` },
      );
    }

    it('puts what is bad aside with its reason, and the good pass between them', async () => {
      const customers: string[] = [];
      const sent: Array<{ name: string; key: string; reason: string }> = [];
      for (const [name, reason, spoil] of bad) {
        const customerId = `customer-${uuid()}`;
        const spoiled = spoil(good(customerId, `a bad message: ${name}`));
        await produce(spoiled);
        sent.push({ name, key: spoiled.key, reason });
        // The same customer, right behind it, and another one.
        const another = `customer-${uuid()}`;
        await produceGood(good(customerId, 'a good message of the same customer'));
        await produceGood(good(another, 'a good message of another customer'));
        customers.push(customerId, another);
      }
      // One after the other: all at once they would be asked for more often than a caller may ask.
      for (const customer of customers) await arrived(customer);
      const found = await Promise.all(
        sent.map(async ({ name, key }) => {
          const letter = await deadLetters.waitFor((message) => message.key === key).catch(() => undefined);
          return { name, key, reason: letter?.headers['dlq_reason'], parked: letter?.headers['dlq_parked'] };
        }),
      );
      expect(found).toEqual(sent.map((message) => ({ ...message, parked: undefined })));
      for (const { headers } of deadLetters.messages) {
        expect(headers['dlq_topic']).toContain(inboundTopic.name);
        expect(headers['dlq_detail']).not.toContain('a bad message');
      }
      expect(deadLetters.messages).toHaveLength(bad.length);
    });

    it('takes what is strange and still allowed', async () => {
      const strange: Spoil[] = [
        withData({ unknownField: true }),
        withData({ text: '🙂'.repeat(4_000) }),
        withData({ text: '\u202e\u200d<script>alert(1)</script> {{ template }} %s' }),
        cardOf({ nested: deep(2_000) }),
      ];
      for (const spoil of strange) {
        const customerId = `customer-${uuid()}`;
        await produce(spoil(good(customerId, 'strange')));
        await arrived(customerId);
      }
    });
  });
}
