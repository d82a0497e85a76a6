import { calculateJwkThumbprint, importJWK, type CryptoKey, type JSONWebKeySet, type JWK } from 'jose';

/** What identity signs with, and the public keys that verify it. */
export interface SigningKey {
  key: CryptoKey;
  keyId: string;
  algorithm: 'EdDSA';
  /** The current public key first, then older ones whose tokens may still be about. */
  publicKeys: JSONWebKeySet;
}

/** SIGNING_KEY is not a usable key; the message never shows it. */
export class SigningKeyError extends Error {}

/**
 * Reads SIGNING_KEY: a private Ed25519 JWK, or a JWK set whose first key signs while all of them are
 * published (rotation: put the new key in front, take the old one out ten minutes later).
 */
export async function loadSigningKey(text: string): Promise<SigningKey> {
  const jwks = parse(text);
  const [signing] = jwks;
  if (!signing?.d) throw new SigningKeyError('SIGNING_KEY: the first key has no private part.');
  const publicKeys = await Promise.all(jwks.map(toPublic));
  const key = (await importJWK(signing, 'EdDSA')) as CryptoKey;
  return { key, keyId: publicKeys[0]!.kid!, algorithm: 'EdDSA', publicKeys: { keys: publicKeys } };
}

function parse(text: string): JWK[] {
  let value: JWK | { keys: JWK[] };
  try {
    value = JSON.parse(text) as JWK | { keys: JWK[] };
  } catch {
    throw new SigningKeyError('SIGNING_KEY is not JSON.');
  }
  const jwks = 'keys' in value && Array.isArray(value.keys) ? value.keys : [value as JWK];
  if (!jwks.every((jwk) => jwk.kty === 'OKP' && jwk.crv === 'Ed25519' && typeof jwk.x === 'string')) {
    throw new SigningKeyError('SIGNING_KEY is not an Ed25519 JWK.');
  }
  return jwks;
}

async function toPublic({ kty, crv, x, kid }: JWK): Promise<JWK> {
  const thumbprint = kid ?? (await calculateJwkThumbprint({ kty, crv, x } as JWK));
  return { kty, crv, x, kid: thumbprint, alg: 'EdDSA', use: 'sig' };
}

/** Injection token of the SigningKey. */
export const signingKey = Symbol('signing key');
