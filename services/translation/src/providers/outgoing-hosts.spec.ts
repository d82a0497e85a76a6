import type { LookupAddress } from 'node:dns';
import { OutgoingHosts, OutgoingRefused } from './outgoing-hosts.js';

const addresses: Record<string, string[]> = {
  'api.deepl.com': ['93.184.215.14'],
  'rebound.example': ['93.184.215.14', '169.254.169.254'],
  'mapped.example': ['::ffff:10.0.0.1'],
  apertium: ['172.18.0.3'],
  unlisted: ['93.184.215.14'],
};

const hosts = new OutgoingHosts(
  [
    { host: 'api.deepl.com', privateAllowed: false },
    { host: 'rebound.example', privateAllowed: false },
    { host: 'mapped.example', privateAllowed: false },
    { host: '127.0.0.1', privateAllowed: false },
    { host: 'apertium', privateAllowed: true },
    { host: '[::1]', privateAllowed: true },
  ],
  (host, _options, answer) =>
    answer(
      null,
      (addresses[host] ?? []).map((address): LookupAddress => ({ address, family: 4 })),
    ),
);

const lookup = (host: string) =>
  new Promise((resolve, reject) => {
    hosts.lookup(host, { all: true }, (error, found) => (error ? reject(error) : resolve(found)));
  });

describe('outgoing hosts', () => {
  it('lets configured hosts through, private addresses only where the host may have them', async () => {
    await expect(lookup('api.deepl.com')).resolves.toHaveLength(1);
    await expect(lookup('apertium')).resolves.toHaveLength(1);
    expect(() => hosts.check(new URL('http://[::1]:2737/translate'))).not.toThrow();
  });

  it.each([['rebound.example'], ['mapped.example'], ['unlisted'], ['nowhere']])(
    'refuses %s',
    async (host) => {
      await expect(lookup(host)).rejects.toThrow(OutgoingRefused);
    },
  );

  it.each([
    ['http://127.0.0.1/'],
    ['http://169.254.169.254/latest'],
    ['http://evil.example/'],
    ['http://0x7f.1/'],
  ])('refuses %s without a look-up', (url) => {
    expect(() => hosts.check(new URL(url))).toThrow(OutgoingRefused);
  });
});
