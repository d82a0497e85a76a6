import { until } from '@switchboard/testing';
import { Shop, type Chat, type Member } from './shop.js';
import { TranslationSuite } from './translation-suite.js';

/** The real service on real PostgreSQL, Redis and Kafka; the provider is a double. */
describe('translation both ways', () => {
  let suite: TranslationSuite;
  let shop: Shop;
  let english: Member;
  let chat: Chat;

  beforeAll(async () => {
    suite = await TranslationSuite.open();
  });
  afterAll(() => suite?.close());

  beforeEach(async () => {
    shop = await Shop.open(suite);
    english = await shop.member('en');
    chat = shop.chat();
  });

  const assigned = async () => {
    const first = chat.customerWrites('Hola, ¿dónde está mi pedido? Lo necesito');
    await suite.send(chat.opened(), first, chat.assigned(english));
    return suite.result(first.id);
  };

  it('shows the assigned agent what the customer wrote before and after the assignment', async () => {
    expect(await assigned()).toMatchObject({
      purpose: 'reader',
      from: 'es',
      to: 'en',
      status: 'translated',
      text: 'scripted(en) Hola, ¿dónde está mi pedido? Lo necesito',
      provider: 'scripted',
    });
    const second = chat.customerWrites('¿Cuándo llega mi paquete? Gracias por su ayuda');
    await suite.send(second);
    expect(await suite.result(second.id)).toMatchObject({ from: 'es', to: 'en', status: 'translated' });
  });

  it("sends the agent's reply in the customer's language, marks untouched", async () => {
    await assigned();
    const reply = chat.agentWrites(english, 'Your order ABC-12345 was sent 😀, see https://x.io/a?b=1.');
    await suite.send(reply);
    expect(await suite.result(reply.id)).toMatchObject({
      purpose: 'customer',
      from: 'en',
      to: 'es',
      status: 'translated',
      text: 'scripted(es) Your order ABC-12345 was sent 😀, see https://x.io/a?b=1.',
    });
    expect(suite.providers[0]!.asked.at(-1)!.text).toBe('Your order ⟦0⟧ was sent ⟦1⟧, see ⟦2⟧.');
  });

  it("tells the others the customer's language", async () => {
    await assigned();
    const told = await suite.results.waitFor(({ key }) => key === `language:${chat.id}`);
    expect(told.value).toMatchObject({ chatId: chat.id, language: 'es', version: 1 });
  });

  it('has nothing to translate in the same language, in cards, emoji and numbers', async () => {
    const spanish = await shop.member('es-MX');
    const message = chat.customerWrites('Hola, ¿dónde está mi pedido? Lo necesito');
    await suite.send(chat.opened(), message, chat.assigned(spanish));
    expect(await suite.result(message.id)).toMatchObject({ status: 'not_needed', to: 'es-MX', text: null });
    for (const text of ['Buenos días, su pedido está en camino', null, '👍 ABC-123 https://x.io']) {
      const reply = chat.agentWrites(spanish, text);
      await suite.send(reply);
      expect(await suite.result(reply.id)).toMatchObject({
        purpose: 'customer',
        status: 'not_needed',
        text: null,
        provider: null,
      });
    }
    expect(suite.providers[0]!.asked.filter(({ text }) => text.includes('Buenos'))).toEqual([]);
  });

  it('has nothing to translate where no language is known', async () => {
    await suite.send(chat.opened(), chat.customerWrites('ok'), chat.assigned(english));
    const reply = chat.agentWrites(english, 'Good morning, how can I help you today?');
    await suite.send(reply);
    expect(await suite.result(reply.id)).toMatchObject({ status: 'not_needed', to: null, from: 'en' });
  });

  it("takes the storefront's language for the customer's, else the shop's", async () => {
    const given = shop.chat('fr-CA');
    await suite.send(given.opened(), given.assigned(english));
    const reply = given.agentWrites(english, 'Hello');
    await suite.send(reply);
    expect(await suite.result(reply.id)).toMatchObject({ status: 'translated', from: 'en', to: 'fr-CA' });

    const german = await Shop.open(suite, 'de');
    const agent = await german.member('en');
    const unknown = german.chat();
    await suite.send(unknown.opened(), unknown.assigned(agent));
    const other = unknown.agentWrites(agent, 'Hello');
    await suite.send(other);
    expect(await suite.result(other.id)).toMatchObject({ status: 'translated', from: 'en', to: 'de' });
  });

  it('translates the thread again for the next agent, replies of the former one too', async () => {
    await assigned();
    const reply = chat.agentWrites(english, 'Your parcel left our warehouse this morning');
    await suite.send(reply);
    await suite.result(reply.id);
    const french = await shop.member('fr');
    await suite.send(chat.transferred(french));
    expect(await suite.result(reply.id, ({ to }) => to === 'fr')).toMatchObject({
      purpose: 'reader',
      from: 'en',
    });
  });

  it('translates the thread again when the agent changes their language', async () => {
    const first = await assigned();
    await shop.member('fr', 'agent', english);
    expect(await suite.result(first.messageId, ({ to }) => to === 'fr')).toMatchObject({
      status: 'translated',
    });
  });

  it('translates the last 50 of a longer thread', async () => {
    const messages = Array.from({ length: 53 }, (_, index) =>
      chat.customerWrites(`Hola, ¿dónde está mi pedido número ${index}? Lo necesito`),
    );
    await suite.send(chat.opened(), ...messages);
    await suite.stored(messages.at(-1)!.id);
    await suite.send(chat.assigned(english));
    await until(() => messages.slice(3).every(({ id }) => suite.resultsOf(id).length > 0), {
      describe: 'the last 50 translated',
    });
    await suite.idle();
    expect(messages.slice(0, 3).flatMap(({ id }) => suite.resultsOf(id))).toEqual([]);
    expect(messages.slice(3).every(({ id }) => suite.resultsOf(id).length === 1)).toBe(true);
  });
});
