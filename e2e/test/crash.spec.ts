import { chatsTopic, outboundTopic, type ChatChange, type ReplySent } from '@switchboard/contracts';
import {
  call,
  openBroker,
  seedShop,
  Storefront,
  TestSuite,
  until,
  type Collected,
  type SeededShop,
  type ServiceName,
} from '@switchboard/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';

interface ChatItem {
  id: string;
  customer: { id: string };
  agent: { id: string } | null;
}
interface MessageItem {
  id: string;
  text: string;
}
interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

const perSecond = 20;
const seconds = 4;

describe('a service that is killed in the middle of 20 chats a second', () => {
  let suite: TestSuite;
  let shop: SeededShop;
  let storefront: Storefront;
  let events: Collected;
  let broker: Awaited<ReturnType<typeof openBroker>>;

  beforeAll(async () => {
    suite = await TestSuite.start();
    shop = await seedShop(suite.address, { agents: 4, capacity: 300 });
    storefront = await Storefront.open(suite.address.brokers, suite.address.topicPrefix);
    broker = await openBroker(suite.address);
    events = await broker.consume([chatsTopic.name, outboundTopic.name]);
  }, 180_000);

  afterAll(async () => {
    await broker?.close();
    await storefront?.close();
    await suite?.close();
  });

  const pages = async <T>(url: string, token: string): Promise<T[]> => {
    const all: T[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const next = new URL(url);
      next.searchParams.set('limit', '100');
      if (cursor) next.searchParams.set('cursor', cursor);
      const page: Page<T> = await call('GET', next.href, { token });
      all.push(...page.items);
      cursor = page.nextCursor;
    }
    return all;
  };

  /** Sends one message the way a careful storefront does: until it was taken, always under the same id. */
  const write = async (customerId: string, viaKafka: boolean): Promise<void> => {
    const externalMessageId = uuid();
    const words = { customerId, text: `hello from ${customerId}` };
    if (viaKafka) {
      await storefront.send(shop, words, externalMessageId);
      if (Math.random() < 0.2) await storefront.send(shop, words, externalMessageId);
      return;
    }
    const url = `${suite.address.routing}/v1/shops/${shop.shopId}/inbound-messages`;
    await until(() => call('POST', url, { token: shop.apiKey, body: { ...words, externalMessageId } }), {
      timeoutMs: 60_000,
      describe: 'the message to be accepted',
    });
  };

  const load = async (prefix: string): Promise<string[]> => {
    const customers = Array.from({ length: perSecond * seconds }, (_, index) => `${prefix}-${index}`);
    const started = performance.now();
    const sent = customers.map(async (customerId, index) => {
      // An open loop: each message has its own time, whatever became of the others.
      await pause(Math.max(0, started + (index * 1_000) / perSecond - performance.now()));
      await write(customerId, index % 2 === 0);
    });
    await Promise.all(sent);
    return customers;
  };

  it.each<ServiceName>(['routing', 'identity', 'team', 'translation'])(
    '%s: nothing is lost and nothing takes effect twice',
    async (victim) => {
      const running = load(victim);
      await until(
        () => events.messages.some((m) => (m.value as ChatChange).chat?.customer.id === `${victim}-5`),
        {
          timeoutMs: 30_000,
          describe: 'the load to be under way',
        },
      );
      await suite.crash(victim);
      const customers = await running;

      const key = shop.apiKey;
      const base = `${suite.address.routing}/v1/shops/${shop.shopId}`;
      const chats = await until(
        async () => {
          const all = await pages<ChatItem>(`${base}/chats?view=all_open`, key);
          const mine = all.filter((chat) => chat.customer.id.startsWith(`${victim}-`));
          return mine.length >= customers.length && mine.every((chat) => chat.agent) ? mine : undefined;
        },
        { timeoutMs: 60_000, describe: `${customers.length} assigned chats after ${victim} came back` },
      );
      expect(chats.map((chat) => chat.customer.id).sort()).toEqual([...customers].sort());

      for (const chat of chats) {
        const { items }: Page<MessageItem> = await call('GET', `${base}/chats/${chat.id}/messages`, {
          token: key,
        });
        expect(items.map((message) => message.text)).toEqual([`hello from ${chat.customer.id}`]);
      }

      const ids = new Set(chats.map((chat) => chat.id));
      await until(() => seenOf(events, ids).size === ids.size, {
        timeoutMs: 30_000,
        describe: 'an assigned event for every chat',
      });
      for (const [, eventIds] of seenOf(events, ids)) expect(eventIds.size).toBe(1);
    },
    180_000,
  );

  it('replies written while translation and routing die reach the customer once', async () => {
    const agent = shop.agents[0]!;
    const base = `${suite.address.routing}/v1/shops/${shop.shopId}`;
    const mine = await pages<ChatItem>(`${base}/chats?view=mine`, agent.token);
    const targets = mine.slice(0, 20);
    expect(targets.length).toBeGreaterThan(0);
    const written = targets.map(async (chat, index) => {
      const clientMessageId = uuid();
      await pause(index * 100);
      return until(
        () =>
          call<MessageItem>('POST', `${base}/chats/${chat.id}/messages`, {
            token: agent.token,
            body: { text: `answer ${index}`, clientMessageId },
          }),
        { timeoutMs: 60_000, describe: 'the reply to be taken' },
      );
    });
    await suite.crash('translation');
    await suite.crash('routing');
    const messages = await Promise.all(written);
    await Promise.all(messages.map((message) => storefront.received(message.id, 60_000)));
    for (const message of messages) {
      const records = events.messages.filter(
        (record) => (record.value as ReplySent).messageId === message.id,
      );
      expect(new Set(records.map((record) => record.headers['ce_id'])).size).toBe(1);
    }
  }, 180_000);

  it('after all of it the doctor finds nothing', async () => {
    const answer = await until(() => suite.services.routing.operator(['doctor']), {
      timeoutMs: 90_000,
      describe: 'a healthy suite',
    });
    expect(answer).toMatch(/ 0 failed, 0 could not be made\n$/);
  }, 120_000);
});

/** Per chat: the ids of its first-assignment events; a redelivery carries the same id. */
function seenOf(events: Collected, chatIds: Set<string>): Map<string, Set<string>> {
  const seen = new Map<string, Set<string>>();
  for (const record of events.messages) {
    if (record.headers['ce_type'] !== 'routing.chat.assigned.v1') continue;
    const { chat } = record.value as ChatChange;
    if (!chatIds.has(chat.id)) continue;
    const ids = seen.get(chat.id) ?? new Set<string>();
    ids.add(record.headers['ce_id']!);
    seen.set(chat.id, ids);
  }
  return seen;
}
