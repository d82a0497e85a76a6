import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApertiumProvider } from './apertium.provider.js';
import { OutgoingHosts, OutgoingRefused } from './outgoing-hosts.js';
import { AnswerError, OutgoingHttp } from './outgoing-http.js';

/** What apertium-apy 0.11 answered on Debian 12, recorded. */
const recorded: Record<string, { status: number; body: unknown; headers?: Record<string, string> }> = {
  '/listPairs': {
    status: 200,
    body: {
      responseData: [
        { sourceLanguage: 'spa', targetLanguage: 'eng' },
        { sourceLanguage: 'spa', targetLanguage: 'eng_US' },
        { sourceLanguage: 'eng', targetLanguage: 'spa' },
        { sourceLanguage: 'hbs', targetLanguage: 'eng' },
      ],
      responseDetails: null,
      responseStatus: 200,
    },
  },
  'eng|spa': {
    status: 200,
    body: {
      responseData: { translatedText: 'Dónde es mi paquete?' },
      responseDetails: null,
      responseStatus: 200,
    },
  },
  'eng|vie': {
    status: 400,
    body: { status: 'error', code: 400, message: 'Bad Request', explanation: 'That pair is not installed' },
  },
  'spa|eng': { status: 200, body: { responseData: null, responseDetails: null, responseStatus: 200 } },
  'hbs|eng': { status: 302, body: {}, headers: { location: 'http://169.254.169.254/latest/meta-data' } },
};

/** A double over real HTTP on the loopback. */
describe('Apertium', () => {
  const asked: URL[] = [];
  let server: Server;
  let http: OutgoingHttp;
  let provider: ApertiumProvider;
  const { signal } = new AbortController();

  beforeAll(async () => {
    server = createServer((request, response) => {
      const url = new URL(request.url!, 'http://localhost');
      asked.push(url);
      const answer = recorded[url.searchParams.get('langpair') ?? url.pathname]!;
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      response.end(JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    http = new OutgoingHttp(new OutgoingHosts([{ host: '127.0.0.1', privateAllowed: true }]));
    provider = new ApertiumProvider(http, url);
  });
  afterAll(async () => {
    http.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('translates nothing before it said what it knows', () => {
    expect(provider.supports('en', 'es')).toBe(false);
  });

  it('knows the installed pairs, whatever region is asked for', async () => {
    await provider.refresh(signal);
    expect(provider.supports('en-US', 'es-419')).toBe(true);
    expect(provider.supports('en', 'vi')).toBe(false);
    expect(provider.pairs()).toContainEqual({ from: 'sr', to: 'en' });
    expect(provider.pairs()).not.toContainEqual({ from: 'es', to: 'eng_US' });
  });

  it('asks by three letters and without marks on unknown words', async () => {
    const text = 'Where is my parcel? Ünïcödé & more=1';
    await expect(provider.translate({ text, from: 'en', to: 'es', signal })).resolves.toBe(
      'Dónde es mi paquete?',
    );
    const queries = asked.map(({ searchParams }) => Object.fromEntries(searchParams));
    expect(queries).toContainEqual({ langpair: 'eng|spa', markUnknown: 'no', q: text });
  });

  it('rejects an error, an empty answer and a redirect', async () => {
    const ask = (from: string, to: string) => provider.translate({ text: 'x', from, to, signal });
    await expect(ask('en', 'vi')).rejects.toThrow(AnswerError);
    await expect(ask('es', 'en')).rejects.toThrow('no text in the answer');
    await expect(ask('sr', 'en')).rejects.toThrow('answered 302');
    expect(asked.some(({ pathname }) => pathname.startsWith('/latest'))).toBe(false);
  });

  it('is not called at a host that is not configured', async () => {
    const elsewhere = new ApertiumProvider(http, 'http://localhost:1');
    await expect(elsewhere.refresh(signal)).rejects.toThrow(OutgoingRefused);
  });
});
