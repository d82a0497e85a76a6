import { generateKeyPairSync } from 'node:crypto';
import { loadSigningKey } from './signing-key.js';

const newKey = () => generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });

describe('SIGNING_KEY', () => {
  it('signs with the one key and publishes its public half only', async () => {
    const jwk = newKey();
    const loaded = await loadSigningKey(JSON.stringify(jwk));
    expect(loaded.publicKeys.keys).toEqual([
      { kty: 'OKP', crv: 'Ed25519', x: jwk.x, kid: loaded.keyId, alg: 'EdDSA', use: 'sig' },
    ]);
  });

  it('of a set signs with the first and publishes all', async () => {
    const [next, last] = [
      { ...newKey(), kid: 'next' },
      { ...newKey(), kid: 'last' },
    ];
    const loaded = await loadSigningKey(JSON.stringify({ keys: [next, last] }));
    expect(loaded.keyId).toBe('next');
    expect(loaded.publicKeys.keys.map(({ kid }) => kid)).toEqual(['next', 'last']);
    expect(JSON.stringify(loaded.publicKeys)).not.toContain(next.d);
  });

  it.each([
    ['not JSON', 'secret-value'],
    ['a public key', JSON.stringify({ ...newKey(), d: undefined })],
    ['another kind of key', JSON.stringify({ kty: 'oct', k: 'secret-value' })],
    ['an empty set', JSON.stringify({ keys: [] })],
  ])('refuses %s without repeating it', async (_name, text) => {
    await expect(loadSigningKey(text)).rejects.toThrow(/^SIGNING_KEY/);
    await expect(loadSigningKey(text)).rejects.not.toThrow('secret-value');
  });
});
