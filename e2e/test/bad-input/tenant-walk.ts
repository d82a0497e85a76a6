import { routePolicies, until, type RoutePolicy, type TestSuite } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { codeOf, send, type Answer } from './answers.js';
import { readOperations, validValue, type Known, type Operation, type Schema } from './open-api.js';
import { People, type Account, type Member } from './people.js';

/** Everything of an account that has an id and could be asked for. */
type Ids = Record<
  'accountId' | 'shopId' | 'otherShopId' | 'chatId' | 'messageId' | 'userId' | 'keyId',
  string
>;

const named = routePolicies
  .filter(({ policy }) => policy !== 'public' && policy !== 'internal')
  .map((route) => [`${route.service} ${route.method} ${route.path}`, route] as const);
const withId = named.filter(([, { path }]) => path.includes('{'));
const ofShop = named.filter(([, { path }]) => path.includes('{shopId}'));
const canary = 'the words of a customer in a foreign shop';

/** Every route that takes an id, with the ids of another account. */
export function tenantWalk(start: () => TestSuite): void {
  describe('the ids of others', () => {
    let suite: TestSuite;
    let people: People;
    let operations: Operation[];
    let mine: Account;
    let my: Ids;
    let their: Ids;
    let version: number;
    let myKey: string;
    let shopless: Member;
    let secrets: string[];

    beforeAll(async () => {
      suite = start();
      people = new People(suite);
      operations = await readOperations(suite.address);
      mine = await people.openAccount('mine');
      const theirs = await people.openAccount('foreign');
      my = await settle(mine, 'my own customer');
      version = await assignedVersion();
      their = await settle(theirs, canary);
      myKey = await people.apiKey(mine, ['inbound:write', 'outbound:read', 'chats:read']);
      shopless = await people.join(mine, { role: 'agent', shopAccess: [my.otherShopId] });
      secrets = [canary, theirs.owner.email, 'foreign account', 'foreign shop', 'foreign owner'];
    }, 120_000);

    /** A second shop, a chat and a member, so that there is something to be found. */
    async function settle(account: Account, words: string): Promise<Ids> {
      const key = await people.apiKey(account, ['inbound:write', 'chats:read']);
      const otherShopId = await people.shop(account, 'a second shop');
      const { userId } = await people.join(account, { role: 'agent' });
      const { chatId, messageId } = await people.write(account.shopId, key, words);
      const keys = await send('GET', `${suite.address.identity}/v1/api-keys`, {
        authorization: `Bearer ${account.owner.token}`,
      });
      const keyId = (keys.body as { items: Array<{ id: string }> }).items[0]!.id;
      // Translation learns of a chat from Kafka: before that its own people get a 404 as well.
      await until(
        async () => {
          const url = `${suite.address.translation}/v1/translation/chats/${chatId}/settings`;
          return (await send('GET', url, { authorization: `Bearer ${account.owner.token}` })).status === 200;
        },
        { timeoutMs: 20_000, describe: 'translation to know the chat' },
      );
      const { accountId, shopId } = account;
      return { accountId, shopId, otherShopId, chatId, messageId, userId, keyId };
    }

    /** The version of the own chat once the owner has it; it does not change from there on. */
    async function assignedVersion(): Promise<number> {
      const url = `${suite.address.routing}/v1/shops/${my.shopId}/chats/${my.chatId}`;
      const chat = await until(
        async () => {
          const { body } = await send('GET', url, { authorization: `Bearer ${mine.owner.token}` });
          const found = body as { state: string; version: number };
          return found.state === 'assigned' ? found : undefined;
        },
        { describe: 'the own chat to be assigned' },
      );
      return chat.version;
    }

    const operationOf = (route: RoutePolicy) =>
      operations.find(
        ({ service, method, path }) =>
          service === route.service && method === route.method && path === route.path,
      );

    async function ask(
      route: RoutePolicy,
      path: Ids,
      rest: Ids,
      token: string,
      query = '',
      raw = bodyOf(operationOf(route)?.body, rest, version),
    ): Promise<Answer> {
      const url = `${suite.address[route.service]}${filled(route.path, path)}${query}`;
      const answer = await send(route.method, url, {
        authorization: `Bearer ${token}`,
        raw,
        headers: { 'idempotency-key': uuid() },
      });
      const text = JSON.stringify(answer.body ?? '');
      for (const secret of secrets) expect(text).not.toContain(secret);
      return answer;
    }
    const tokenFor = ({ policy }: RoutePolicy) => (policy === 'key' ? myKey : mine.owner.token);
    const notThere = (answer: Answer) => `${answer.status} ${codeOf(answer)}`;
    const askable = (route: RoutePolicy) =>
      operationOf(route) && route.keyScope?.startsWith('reviews') !== true;

    it.each(withId)("%s: another account's", async (_, route) => {
      if (!askable(route)) return;
      expect(notThere(await ask(route, their, my, tokenFor(route)))).toBe('404 not_found');
      expect(notThere(await ask(route, their, their, tokenFor(route)))).toBe('404 not_found');
      if (route.keyScope) expect(notThere(await ask(route, their, my, myKey))).toBe('404 not_found');
    });

    it.each(ofShop.filter(([, { path }]) => path.match(/\{/g)!.length > 1))(
      "%s: in the own shop, another account's",
      async (_, route) => {
        if (!askable(route)) return;
        const path = { ...their, shopId: my.shopId };
        expect(notThere(await ask(route, path, my, tokenFor(route)))).toBe('404 not_found');
        const inTheirs = { ...my, shopId: their.shopId };
        expect(notThere(await ask(route, inTheirs, my, tokenFor(route)))).toBe('404 not_found');
      },
    );

    it.each(ofShop)('%s: a shop that the agent does not have', async (_, route) => {
      if (!operationOf(route)) return;
      expect(notThere(await ask(route, my, my, shopless.token))).toBe('404 not_found');
    });

    it.each(named)("%s: another account's in the query", async (_, route) => {
      const ids = operationOf(route)?.parameters.filter(
        ({ in: where, name }) => where === 'query' && /Ids?$/.test(name) && name !== 'lastEventId',
      );
      for (const { name } of ids ?? []) {
        const value = their[valueOf(name)];
        const shop =
          name === 'shopId' || !route.path.startsWith('/v1/translation') ? '' : `&shopId=${my.shopId}`;
        const answer = await ask(route, my, my, tokenFor(route), `?${name}=${value}${shop}`);
        const isEmpty = answer.status === 200 && (answer.body as { items?: unknown[] }).items?.length === 0;
        // A filter that names a stranger finds nothing; a shop that is not there is not there.
        if (!isEmpty || /^shopIds?$/.test(name)) expect(notThere(answer)).toBe('404 not_found');
      }
    });

    it.each(named)("%s: another account's in the body", async (_, route) => {
      const body = operationOf(route)?.body;
      if (!body || !askable(route)) return;
      for (const field of idFields(body)) {
        const raw = bodyOf(body, { ...my, [valueOf(field)]: their[valueOf(field)] }, version);
        const answer = await ask(route, my, my, tokenFor(route), '', raw);
        expect({ field, answer: refusalOf(answer) }).toEqual({ field, answer: 'not there' });
      }
    });
  });
}

const filled = (path: string, ids: Ids) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === 'id' ? ids.keyId : ids[name as keyof Ids]));

const bodyOf = (schema: Schema | undefined, ids: Ids, expectedVersion: number): string | undefined =>
  schema && JSON.stringify(validValue(schema, '', { ...knownOf(ids), expectedVersion }));

const knownOf = (ids: Ids): Known => ({
  ...ids,
  agentId: ids.userId,
  toAgentId: ids.userId,
  fromAgentId: ids.userId,
  shopAccess: [ids.shopId],
  scopes: ['chats:read'],
  role: 'agent',
  lastSeq: 1,
  mode: 'auto',
});

/** Whose id a field or parameter takes. */
function valueOf(name: string): keyof Ids {
  if (/shop/i.test(name)) return 'shopId';
  if (/chat/i.test(name)) return 'chatId';
  if (/message/i.test(name)) return 'messageId';
  if (/account/i.test(name)) return 'accountId';
  return 'userId';
}

/** The fields of a body, at any depth, that name something of an account. */
function idFields(schema: Schema): string[] {
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, of]) => [
    ...(/^(shopAccess|shopIds?|accountId|agentId|toAgentId|fromAgentId|chatId|messageIds)$/.test(name)
      ? [name]
      : []),
    ...idFields(of.items ?? of),
  ]);
  return [...new Set(fields)];
}

/** What cannot be seen is not there: as a whole, or as the one part that was asked for. */
function refusalOf(answer: Answer): string {
  if (answer.status === 404 || codeOf(answer) === 'agent.not_available') return 'not there';
  const { skipped, transferred, items } = (answer.body ?? {}) as Record<string, unknown[] | undefined>;
  if (transferred?.length === 0 && skipped?.every((item) => (item as { code: string }).code === 'not_found'))
    return 'not there';
  if (items?.length === 0) return 'not there';
  return `${answer.status} ${JSON.stringify(answer.body)}`;
}
