import { until } from '@switchboard/testing';
import { ScriptedProvider } from '../src/providers/scripted.provider.js';
import { Shop, type Chat, type Member } from './shop.js';
import { TranslationSuite } from './translation-suite.js';

/** The real service on real PostgreSQL, Redis and Kafka; two providers are doubles that fail on demand. */
describe('providers that are away', () => {
  const first = new ScriptedProvider('first', [{ from: 'en', to: 'es' }, { from: 'es', to: 'en' }]); // prettier-ignore
  const second = new ScriptedProvider('second');
  let suite: TranslationSuite;
  let shop: Shop;
  let english: Member;
  let chat: Chat;
  let nth = 0;

  beforeAll(async () => {
    suite = await TranslationSuite.open({
      providers: [first, second],
      environment: { PROVIDER_LIMIT_MS: 500, TRANSLATION_LIMIT_MS: 950 },
    });
    shop = await Shop.open(suite, 'es');
    english = await shop.member('en');
  });
  afterAll(() => suite?.close());

  beforeEach(async () => {
    first.mode = 'work';
    second.mode = 'work';
    chat = shop.chat();
    await suite.send(chat.opened(), chat.assigned(english));
  });

  const reply = async (text = `Your parcel number ${(nth += 1)} is on its way`) => {
    const event = chat.agentWrites(english, text);
    await suite.send(event);
    return { result: await suite.result(event.id) };
  };

  it('asks the first that knows the direction', async () => {
    expect((await reply()).result.provider).toBe('first');
    const french = shop.chat('fr');
    await suite.send(french.opened());
    const event = french.agentWrites(english, 'Good morning to you');
    await suite.send(event);
    expect((await suite.result(event.id)).provider).toBe('second');
  });

  it('goes on to the next when one fails, and when one does not answer in time', async () => {
    first.mode = 'fail';
    expect((await reply()).result).toMatchObject({ status: 'translated', provider: 'second' });
    first.mode = 'hang';
    expect((await reply()).result).toMatchObject({ status: 'translated', provider: 'second' });
  });

  it('says unavailable within the limit when all are away, and does not hold up other chats', async () => {
    first.mode = 'hang';
    second.mode = 'hang';
    const event = chat.agentWrites(english, `Nobody translates this, number ${(nth += 1)}`);
    await suite.send(event);
    const other = shop.chat();
    const same = other.agentWrites(english, '👍');
    await suite.send(other.opened(), same);
    await suite.result(same.id);
    const result = await suite.result(event.id);
    expect(result).toMatchObject({
      purpose: 'customer',
      status: 'unavailable',
      text: null,
      provider: null,
      to: 'es',
    });
  });

  it('leaves a failing provider alone for a while: then the answer does not wait', async () => {
    second.mode = 'hang';
    first.mode = 'fail';
    await until(async () => {
      const asked = first.asked.length + second.asked.length;
      const { result } = await reply();
      return result.status === 'unavailable' && first.asked.length + second.asked.length === asked;
    });
    first.mode = 'work';
    second.mode = 'work';
    // Each comes back after a rest of its own; the tests that follow count on the first one.
    await until(async () => (await reply()).result.provider === 'first');
  });

  it('gives the agent the translation later, once a provider is back', async () => {
    first.mode = 'fail';
    second.mode = 'fail';
    const event = chat.customerWrites(`Hola, necesito ayuda con mi pedido número ${(nth += 1)}, por favor`);
    await suite.send(event);
    await suite.result(event.id, ({ status }) => status === 'unavailable');
    first.mode = 'work';
    second.mode = 'work';
    await suite.database.query(`update work set due_at = now() where purpose = 'thread'`);
    await until(
      async () => {
        await suite.database.query(
          `update work set due_at = now() where purpose = 'thread' and claim is null`,
        );
        return suite.resultsOf(event.id).some(({ status }) => status === 'translated');
      },
      { timeoutMs: 15_000 },
    );
    expect(suite.resultsOf(event.id).map(({ status }) => status)).toEqual(['unavailable', 'translated']);
  });

  it('asks once for the same text, spans aside, and never answers one shop from another', async () => {
    await reply('Your order AA-11111 has been sent');
    const asked = first.asked.length;
    expect((await reply('Your order BB-22222 has been sent')).result.text).toBe(
      'first(es) Your order BB-22222 has been sent',
    );
    expect(first.asked.length).toBe(asked);
    const other = await Shop.open(suite, 'es');
    const agent = await other.member('en');
    const theirs = other.chat();
    const event = theirs.agentWrites(agent, 'Your order AA-11111 has been sent');
    await suite.send(theirs.opened(), event);
    await suite.result(event.id);
    expect(first.asked.length).toBe(asked + 1);
  });

  it('counts characters per shop and provider, the cache free of charge, and stops at the limit', async () => {
    const own = await Shop.open(suite, 'es');
    const owner = await own.member('en', 'owner');
    const agent = await own.member('en');
    const token = await own.token(owner);
    const query = `shopId=${own.shopId}`;
    const thread = own.chat();
    await suite.send(thread.opened());
    const say = async (text: string) => {
      const event = thread.agentWrites(agent, text);
      await suite.send(event);
      return suite.result(event.id);
    };
    const today = () => new Date().toISOString().slice(0, 10);
    const before = today();
    await say('Twelve chars');
    const days = [before, today()];
    await say('Twelve chars');
    const usage = await suite.call<{ items: unknown[] }>('GET', `/v1/translation/usage?${query}`, { token });
    expect(usage.body.items).toEqual([
      { day: expect.any(String), provider: 'first', characters: 12, requests: 1 },
    ]);
    expect(days).toContain((usage.body.items[0] as { day: string }).day);
    const put = (monthlyCharacters: number | null, ifMatch?: string) =>
      suite.call('PUT', `/v1/translation/limits?${query}`, {
        token,
        body: { monthlyCharacters },
        ...(ifMatch ? { ifMatch } : {}),
      });
    expect(await put(20)).toMatchObject({
      status: 200,
      etag: '"1"',
      body: { shopId: own.shopId, monthlyCharacters: 20, version: 1 },
    });
    expect((await put(30, '"0"')).status).toBe(412);
    expect(await say('Now this is too much for the month')).toMatchObject({ status: 'unavailable' });
    expect(await say('Twelve chars')).toMatchObject({ status: 'translated' });
    await put(null);
    expect(await say('Now this is too much for the month!')).toMatchObject({ status: 'translated' });
  });
});
