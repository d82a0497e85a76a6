import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What apertium-apy 0.11 with apertium-eng-spa answered on Debian 12, by what it was asked. */
const recorded: Record<string, string> = {
  'spa|eng Hola, ¿dónde está mi pedido ⟦0⟧? Lo necesito mañana ⟦1⟧':
    'Hello, where it is my request ⟦0⟧? I need it tomorrow ⟦1⟧',
  'eng|spa Your order ⟦0⟧ was sent yesterday, see ⟦1⟧': 'Vuestro orden ⟦0⟧ estuvo enviado ayer, ve ⟦1⟧',
};

const pairs = [
  { sourceLanguage: 'spa', targetLanguage: 'eng' },
  { sourceLanguage: 'eng', targetLanguage: 'spa' },
];

/** Stands in for Apertium on machines without it: the same answers over HTTP. */
export async function apertiumDouble(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
    const translatedText = recorded[`${searchParams.get('langpair')} ${searchParams.get('q')}`];
    const known = pathname === '/listPairs' || translatedText !== undefined;
    const responseData = pathname === '/listPairs' ? pairs : { translatedText };
    response.writeHead(known ? 200 : 400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ responseData, responseDetails: null, responseStatus: known ? 200 : 400 }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
