import { until } from '@switchboard/testing';
import { Housekeeping } from '../src/housekeeping/housekeeping.js';
import { Shop } from './shop.js';
import { TranslationSuite } from './translation-suite.js';

const day = 86_400_000;

/** The real service on real PostgreSQL, Redis and Kafka; the database's clock is moved. */
describe('what is done without anybody asking', () => {
  let suite: TranslationSuite;
  let shop: Shop;

  beforeAll(async () => {
    suite = await TranslationSuite.open();
    shop = await Shop.open(suite, 'es');
  });
  afterAll(() => suite?.close());

  it('publishes every state again, unchanged', async () => {
    const agent = await shop.member('en');
    const token = await shop.token(agent);
    const chat = shop.chat();
    const reply = chat.agentWrites(agent, 'Hello');
    await suite.send(chat.opened(), chat.assigned(agent), reply);
    await suite.result(reply.id);
    const body = { enabled: false, mode: 'auto' };
    const ofChat = `/v1/translation/chats/${chat.id}/settings`;
    const statuses = [
      await suite.call('PUT', `/v1/translation/settings?shopId=${shop.shopId}`, { token, body }),
      await suite.call('PUT', ofChat, { token, body }),
      await suite.call('DELETE', ofChat, { token }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 204]);
    const keys = [
      `user:${shop.shopId}:${agent.userId}`,
      `chat:${chat.id}:${agent.userId}`,
      `language:${chat.id}`,
    ];
    const newest = () =>
      keys.map((key) =>
        suite
          .on('translation.settings.v1')
          .filter((message) => message.key === key)
          .at(-1),
      );
    const counts = () =>
      keys.map((key) => suite.on('translation.settings.v1').filter((message) => message.key === key).length);
    await until(() => counts().join() === '1,2,1');
    const before = newest().map((message) => message!.value as { version: number; occurredAt: string });

    await suite.database.query('update state_republish set due_at = switchboard_now()');
    await suite.restart();
    await until(() => counts().join() === '2,3,2');
    const after = newest().map((message) => message!.value as { version: number; occurredAt: string });
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(after[2]!.version).toBe(before[2]!.version);
  });

  it('removes translations that were not used for 30 days and messages of chats that are over for 400', async () => {
    const count = async (table: string) =>
      Number((await suite.database.query<{ n: string }>(`select count(*) as n from ${table}`))[0]!.n);
    const housekeeping = suite.app.get(Housekeeping, { strict: false });
    await housekeeping.clean();
    expect(await count('translation_cache')).toBeGreaterThan(0);
    expect(await count('message')).toBeGreaterThan(0);
    await suite.database.setNow(new Date(Date.now() + 32 * day));
    await housekeeping.clean();
    expect(await count('translation_cache')).toBe(0);
    expect(await count('message')).toBeGreaterThan(0);
    await suite.database.setNow(new Date(Date.now() + 402 * day));
    await housekeeping.clean();
    expect(await Promise.all(['chat', 'message', 'message_translation', 'chat_setting'].map(count))).toEqual([
      0, 0, 0, 0,
    ]);
    await suite.database.setNow(undefined);
  });
});
