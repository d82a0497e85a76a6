import { LibreTranslateProvider } from './libretranslate.provider.js';
import type { OutgoingHttp, OutgoingRequest } from './outgoing-http.js';

/** Shapes as LibreTranslate documents them; the transport is a double. */
describe('LibreTranslate', () => {
  const asked: Array<{ url: string; body: unknown }> = [];
  const http = {
    json: async (url: URL, { body }: OutgoingRequest) => {
      asked.push({ url: url.href, body });
      if (url.pathname === '/languages') {
        return [
          { code: 'en', name: 'English', targets: ['en', 'es', 'zh-Hans', 'zt', 'tl'] },
          { code: 'es', name: 'Spanish', targets: ['en'] },
          { code: 'zh-Hans', name: 'Chinese', targets: ['en'] },
          { code: 'zt', name: 'Chinese (traditional)', targets: ['en'] },
          { code: 'tl', name: 'Tagalog', targets: ['en'] },
        ];
      }
      return { translatedText: 'Hola' };
    },
  } as unknown as OutgoingHttp;
  const provider = new LibreTranslateProvider(http, 'http://libre:5000', 'key');
  const signal = AbortSignal.timeout(1_000);

  beforeAll(() => provider.refresh(signal));

  it('knows what it lists, in BCP 47', () => {
    expect(provider.supports('en-GB', 'es-MX')).toBe(true);
    expect(provider.supports('en', 'fil')).toBe(true);
    expect(provider.supports('en', 'zh-Hant')).toBe(true);
    expect(provider.supports('es', 'zh')).toBe(false);
    expect(provider.pairs()).toContainEqual({ from: 'en', to: 'zh-Hant' });
  });

  it.each([
    ['es-MX', 'es'],
    ['zh', 'zh-Hans'],
    ['zh-Hant', 'zt'],
    ['fil', 'tl'],
  ])('asks for %s as %s', async (to, target) => {
    await expect(provider.translate({ text: 'Hello', from: 'en', to, signal })).resolves.toBe('Hola');
    expect(asked.at(-1)).toEqual({
      url: 'http://libre:5000/translate',
      body: { q: 'Hello', source: 'en', target, format: 'text', api_key: 'key' },
    });
  });
});
