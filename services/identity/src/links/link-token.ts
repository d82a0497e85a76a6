import { createHash, randomBytes } from 'node:crypto';

const tokenBytes = 32;
const shape = /^[A-Za-z0-9_-]{43}$/;

/** A secret that is handed out once; only its hash is stored. */
export interface IssuedToken {
  token: string;
  hash: Buffer;
}

/** 32 random bytes in base64url. */
export function issueToken(): IssuedToken {
  const token = randomBytes(tokenBytes).toString('base64url');
  return { token, hash: digest(token) };
}

/** The hash to look a presented token up by; undefined when it cannot be one of ours. */
export function tokenHash(token: string): Buffer | undefined {
  return shape.test(token) ? digest(token) : undefined;
}

/** 256 random bits need no slow hash: there is nothing to guess. */
const digest = (token: string): Buffer => createHash('sha256').update(token).digest();
