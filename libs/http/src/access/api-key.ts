import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const prefix = 'swk_';
const idBytes = 16;
const secretBytes = 32;
const shape = /^swk_[A-Za-z0-9_-]{64}$/;

/** A new key: shown once; only its hash is stored. */
export interface NewApiKey {
  key: string;
  hash: string;
}

/** Makes the key of `keyId`: `swk_` and 64 characters that hold the id and 32 random bytes. */
export function newApiKey(keyId: string): NewApiKey {
  const id = Buffer.from(keyId.replaceAll('-', ''), 'hex');
  const key = prefix + Buffer.concat([id, randomBytes(secretBytes)]).toString('base64url');
  return { key, hash: hashApiKey(key) };
}

/** Whether a bearer credential is meant to be an API key. */
export const looksLikeApiKey = (credential: string): boolean => credential.startsWith(prefix);

/** The id inside a key, so that it is found by primary key and compared, not searched, by hash. */
export function apiKeyId(key: string): string | undefined {
  if (!shape.test(key)) return undefined;
  const bytes = Buffer.from(key.slice(prefix.length), 'base64url');
  if (bytes.length !== idBytes + secretBytes) return undefined;
  const hex = bytes.subarray(0, idBytes).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** SHA-256 in hex: a key holds 256 random bits, so that a slow hash would add nothing. */
export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Compares two hashes without telling by its time where they differ. */
export function sameSecret(left: string, right: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(left), digest(right));
}
