import { testEnvironment } from '@switchboard/testing';
import { apertiumDouble } from './apertium-double.js';
import { Shop } from './shop.js';
import { TranslationSuite } from './translation-suite.js';

/** `npm test` brings up Apertium where the machine has it, and says where it is. */
const installed = testEnvironment.apertiumUrl;

/** The real service on real PostgreSQL, Redis and Kafka, with the real Apertium or, without one, its recorded answers. */
describe(`with ${installed ? 'the real Apertium' : 'what Apertium answered'}`, () => {
  let suite: TranslationSuite;
  let double: { url: string; close(): Promise<void> } | undefined;

  beforeAll(async () => {
    double = installed ? undefined : await apertiumDouble();
    suite = await TranslationSuite.open({
      environment: {
        TRANSLATION_PROVIDERS: ['apertium'],
        APERTIUM_URL: installed ?? double!.url,
        PROVIDER_LIMIT_MS: 5_000,
        TRANSLATION_LIMIT_MS: 6_000,
      },
    });
  });
  afterAll(async () => {
    await suite?.close();
    await double?.close();
  });

  it('reads Spanish in English and answers in Spanish, everything that is not language untouched', async () => {
    const shop = await Shop.open(suite);
    const agent = await shop.member('en');
    const chat = shop.chat();
    const message = chat.customerWrites('Hola, ¿dónde está mi pedido ABC-12345? Lo necesito mañana 😀');
    await suite.send(chat.opened(), message, chat.assigned(agent));
    const read = await suite.result(message.id);
    expect(read).toMatchObject({ from: 'es', to: 'en', status: 'translated', provider: 'apertium' });
    expect(read.text).toMatch(/Hello, where .*ABC-12345.*tomorrow 😀/);

    const reply = chat.agentWrites(
      agent,
      'Your order ABC-12345 was sent yesterday, see https://x.io/a?b=1 👍',
    );
    await suite.send(reply);
    const sent = await suite.result(reply.id);
    expect(sent).toMatchObject({ from: 'en', to: 'es', status: 'translated', provider: 'apertium' });
    expect(sent.text).toMatch(/ABC-12345 .*ayer, .*https:\/\/x\.io\/a\?b=1 👍/);
    expect(sent.text).not.toMatch(/[*⟦⟧]/);

    const { body } = await suite.call<{ items: unknown[] }>('GET', '/v1/translation/languages', {
      token: await shop.token(agent),
    });
    expect(body.items).toContainEqual({ from: 'en', to: 'es', providers: ['apertium'] });
  });

  it('says unavailable for a direction that is not installed', async () => {
    const shop = await Shop.open(suite, 'vi');
    const agent = await shop.member('en');
    const chat = shop.chat();
    const reply = chat.agentWrites(agent, 'Good morning');
    await suite.send(chat.opened(), reply);
    expect(await suite.result(reply.id)).toMatchObject({ to: 'vi', status: 'unavailable' });
  });
});
