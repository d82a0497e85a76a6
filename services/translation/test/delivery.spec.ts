import { until } from '@switchboard/testing';
import { Shop, type Member } from './shop.js';
import { TranslationSuite } from './translation-suite.js';

/** The real service on real PostgreSQL, Redis and Kafka; the provider is a double. */
describe('events as Kafka delivers them', () => {
  let suite: TranslationSuite;
  let shop: Shop;
  let english: Member;

  beforeAll(async () => {
    // A hanging provider is given up long after a test has taken its work over.
    suite = await TranslationSuite.open({
      environment: { PROVIDER_LIMIT_MS: 4_000, TRANSLATION_LIMIT_MS: 4_000 },
    });
    shop = await Shop.open(suite);
    english = await shop.member('en');
  });
  afterAll(() => suite?.close());

  const marker = async () => {
    const last = shop.chat('es');
    const event = last.agentWrites(english, 'The last one');
    await suite.send(last.opened(), event);
    await suite.result(event.id);
    await suite.idle();
  };

  it('has one effect for events delivered three times', async () => {
    const chat = shop.chat();
    const incoming = chat.customerWrites('Hola, ¿dónde está mi pedido? Lo necesito');
    const reply = chat.agentWrites(english, 'It is on its way');
    const events = [chat.opened(), incoming, chat.assigned(english), reply];
    await suite.send(...events, ...events, ...events);
    const language = () => suite.results.messages.filter(({ key }) => key === `language:${chat.id}`);
    await Promise.all([
      suite.result(incoming.id),
      suite.result(reply.id),
      until(() => language().length > 0),
    ]);
    await marker();
    expect([incoming, reply].map(({ id }) => suite.resultsOf(id).length)).toEqual([1, 1]);
    expect(language()).toHaveLength(1);
  });

  it('takes a message before its chat, and an older state of a chat after a newer one', async () => {
    const chat = shop.chat();
    const opened = chat.opened();
    const assigned = chat.assigned(english);
    const first = chat.customerWrites('Hola, ¿dónde está mi pedido? Lo necesito');
    const reply = chat.agentWrites(english, 'It will arrive today');
    await suite.send(first, reply);
    expect(await suite.result(reply.id)).toMatchObject({ from: 'en', to: 'es', status: 'translated' });
    expect(await suite.result(first.id)).toMatchObject({ from: 'es', to: 'en' });
    await suite.send(assigned, opened);
    const taken = [assigned, opened].map(({ headers }) => headers['ce_id']);
    await until(
      async () =>
        (await suite.database.query('select 1 from inbox where event_id = any ($1)', [taken])).length === 2,
      { describe: 'both states taken in' },
    );
    const [copy] = await suite.database.query('select state, agent_id, version from chat where id = $1', [
      chat.id,
    ]);
    expect(copy).toEqual({ state: 'assigned', agent_id: english.userId, version: 2 });
  });

  it('does not translate for an agent what waits in the queue', async () => {
    const chat = shop.chat();
    const message = chat.customerWrites('Hola, ¿dónde está mi pedido? Lo necesito');
    await suite.send(chat.opened(), message);
    await marker();
    expect(suite.resultsOf(message.id)).toEqual([]);
  });

  it('finishes what a process that died had begun', async () => {
    suite.providers[0]!.mode = 'hang';
    const chat = shop.chat('es');
    const reply = chat.agentWrites(english, 'This one takes a while to be translated');
    await suite.send(chat.opened(), reply);
    await until(() => suite.providers[0]!.asked.some(({ text }) => text.startsWith('This one takes')));
    await suite.database.query(`update work set claim = gen_random_uuid(), claimed_until = now() - interval '1 s' where message_id = $1`, [reply.id]); // prettier-ignore
    suite.providers[0]!.mode = 'work';
    expect(await suite.result(reply.id)).toMatchObject({ status: 'translated' });
    await marker();
    expect(suite.resultsOf(reply.id)).toHaveLength(1);
  });

  it('goes on after a restart', async () => {
    await suite.restart();
    const chat = shop.chat('es');
    const reply = chat.agentWrites(english, 'After the restart');
    await suite.send(chat.opened(), reply);
    expect(await suite.result(reply.id)).toMatchObject({ status: 'translated' });
  });

  it("puts aside an event that speaks of another tenant's chat, and one it cannot read, and goes on", async () => {
    const chat = shop.chat('es');
    await suite.send(chat.opened());
    const stranger = await Shop.open(suite);
    const theirs = stranger.chat();
    const message = theirs.customerWrites('Hola, ¿dónde está mi pedido? Lo necesito');
    const value = message.value as { message: { chatId: string } };
    value.message.chatId = chat.id;
    const letters = await suite.broker.consume(['routing.messages.v1.dlq']);
    await until(
      async () => (await suite.database.query('select 1 from chat where id = $1', [chat.id])).length > 0,
    );
    await suite.send({ ...message, key: chat.id });
    await suite.broker.produce('routing.messages.v1', [
      { key: chat.id, value: '{"no', headers: message.headers },
    ]);
    await until(() => letters.messages.length === 2);
    const reply = chat.agentWrites(english, 'This chat goes on');
    await suite.send(reply);
    expect(await suite.result(reply.id)).toMatchObject({ status: 'translated' });
  });
});
