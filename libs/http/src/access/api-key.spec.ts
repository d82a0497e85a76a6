import { v7 as uuid } from 'uuid';
import { apiKeyId, hashApiKey, looksLikeApiKey, newApiKey, sameSecret } from './api-key.js';

describe('API keys', () => {
  it('hold their id and a secret', () => {
    const keyId = uuid();
    const { key, hash } = newApiKey(keyId);
    expect(key).toMatch(/^swk_[A-Za-z0-9_-]{64}$/);
    expect(looksLikeApiKey(key)).toBe(true);
    expect(apiKeyId(key)).toBe(keyId);
    expect(hash).toBe(hashApiKey(key));
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(newApiKey(keyId).key).not.toBe(key);
  });

  it.each(['', 'swk_', 'swk_abc', `swk_${'*'.repeat(64)}`, `sk_${'a'.repeat(64)}`])('%j is none', (text) => {
    expect(apiKeyId(text)).toBeUndefined();
  });

  it('secrets are compared whatever their lengths', () => {
    expect(sameSecret('abc', 'abc')).toBe(true);
    expect(sameSecret('abc', 'abcd')).toBe(false);
    expect(sameSecret('', 'a')).toBe(false);
  });
});
