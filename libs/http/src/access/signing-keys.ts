import { Injectable, Logger } from '@nestjs/common';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';
import { problem } from '../problems/problem.js';

/** Where the public keys come from: identity's JWKS, or (identity itself, tests) a set at hand. */
export type KeySource = { jwksUrl: string } | { keys: JSONWebKeySet };

const refreshAfterMs = 5 * 60_000;
/** Forged tokens with invented key ids cost identity one read in this time. */
const unknownKeyPauseMs = 2000;

/**
 * Identity's public keys. An unknown key id reads them again (at most every 2 s: identity lists a new key
 * some seconds before it signs with it); a removed key is dropped within five minutes. Keys once read stay when identity is away.
 */
@Injectable()
export class SigningKeys {
  private readonly logger = new Logger(SigningKeys.name);
  /** For jose: finds the key of a token. */
  readonly find: JWTVerifyGetKey;

  constructor(source: KeySource) {
    this.find = 'keys' in source ? createLocalJWKSet(source.keys) : this.remote(source.jwksUrl);
  }

  private remote(url: string): JWTVerifyGetKey {
    const keys = createRemoteJWKSet(new URL(url), {
      timeoutDuration: 2000,
      cooldownDuration: unknownKeyPauseMs,
      cacheMaxAge: Number.POSITIVE_INFINITY,
    });
    let readAt = Date.now();
    return async (header, token) => {
      if (Date.now() - readAt > refreshAfterMs) {
        readAt = Date.now();
        keys
          .reload()
          .catch((error: unknown) => this.logger.warn({ err: error }, 'signing keys not refreshed'));
      }
      try {
        return await keys(header, token);
      } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey) throw error;
        if (error instanceof errors.JOSEError && keys.jwks() !== undefined) throw error;
        throw problem(
          'dependency.unavailable',
          { detail: 'The signing keys cannot be read.', retryAfterSeconds: 1 },
          { cause: error },
        );
      }
    };
  }
}
