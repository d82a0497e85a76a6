import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** The first answer to a request. */
export interface StoredAnswer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** Names a record without storing the key, from which the answer's encryption is derived. */
export const hashKey = (key: string): string =>
  createHash('sha256').update(`idempotency:${key}`).digest('hex');

/** What makes two requests the same: method, path with query, body. */
export function fingerprintOf(method: string, url: string, body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([method, url, body ?? null]))
    .digest('hex');
}

const secretOf = (caller: string, key: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, caller, 'switchboard idempotency answer', 32));

/**
 * Encrypts an answer with the caller's own key: an answer may hold what is shown once (an API key) or
 * customers' words, and neither may lie readable in a table of ours for a day.
 */
export function sealAnswer(answer: StoredAnswer, caller: string, key: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', secretOf(caller, key), nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(answer), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** Reads it back for the caller who brings the same key. */
export function openAnswer(sealed: Buffer, caller: string, key: string): StoredAnswer {
  const decipher = createDecipheriv('aes-256-gcm', secretOf(caller, key), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(12, 28));
  const text = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
  return JSON.parse(text.toString('utf8')) as StoredAnswer;
}
