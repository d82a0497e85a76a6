import type { AgentLoadState } from '@switchboard/contracts';
import { until, type RedisLine } from '@switchboard/testing';
import type { Person } from './played-neighbours.js';
import { RoutingSuite } from './routing-suite.js';
import { StreamReader } from './stream-reader.js';

const graceMs = 1_500;

describe('presence while Redis is out of reach, real PostgreSQL and Kafka, Redis behind a proxy', () => {
  let suite: RoutingSuite;
  let proxy: RedisLine;
  let accountId: string;
  let shopId: string;
  let key: string;
  let agent: Person;
  let reader: StreamReader;

  beforeAll(async () => {
    suite = await RoutingSuite.open(
      { REDIS_COMMAND_TIMEOUT_MS: 200, PRESENCE_GRACE_MS: graceMs },
      async (_url, redis) => {
        proxy = await redis.throughProxy();
        return proxy.url;
      },
    );
    ({ shopId, accountId } = await suite.shop());
    key = await suite.key(accountId, ['inbound:write']);
    await suite.settings(accountId, shopId, { requirePresence: true });
    agent = await suite.person(accountId, { shops: [shopId] });
    reader = await StreamReader.open(`${suite.url}/v1/stream?shopIds=${shopId}`, {
      authorization: `Bearer ${agent.token}`,
    });
  });
  afterAll(async () => {
    reader?.close();
    await suite?.close();
    await proxy?.close();
  });

  const told = () =>
    suite.published.messages
      .filter(
        ({ topic, key: eventKey }) =>
          topic === 'routing.agents.v1' && eventKey === `${shopId}:${agent.userId}`,
      )
      .map(({ value }) => (value as AgentLoadState).presence);

  it('whose stream stayed open is not away, however long it could not be renewed', async () => {
    await until(() => told().at(-1) === 'online');
    proxy.mode = 'refuse';
    proxy.cut();
    const beyondTheGrace = performance.now() + graceMs + 500;
    await until(() => performance.now() > beyondTheGrace);
    proxy.mode = 'pass';
    await until(
      async () =>
        (await suite.redis.client.zrange(`{${shopId}}:presence`, Date.now(), '+inf', 'BYSCORE')).length > 0,
    );
    const anotherGrace = performance.now() + graceMs + 500;
    await until(() => performance.now() > anotherGrace);
    expect(told()).not.toContain('offline');
    const { chatId } = await suite.write(key, shopId, 'customer');
    await suite.chatIn(chatId, 'assigned', agent.userId);
  });

  it('who was taken for away all the same is back with the next renewal', async () => {
    // As if the renewals had come too late: a process that stood still, another that looked meanwhile.
    const members = await suite.redis.client.zrange(`{${shopId}}:presence`, 0, -1);
    await suite.redis.client.zadd(`{${shopId}}:presence`, ...members.flatMap((member) => [1, member]));
    await suite.database.query('update agent_load set online = false where shop_id = $1', [shopId]);
    await suite.database.query('update agent set online = false, version = version + 1 where shop_id = $1', [
      shopId,
    ]);
    const { chatId } = await suite.write(key, shopId, 'another customer');
    await suite.chatIn(chatId, 'assigned', agent.userId);
  });
});
