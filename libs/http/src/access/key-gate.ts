import { Injectable } from '@nestjs/common';
import { problem } from '../problems/problem.js';
import { AccessAuthority, AccessDirectory, type KeyAccess } from './access-directory.js';
import { AccessMirror } from './access-mirror.js';
import type { KeyActor } from './actor.js';
import { apiKeyId, hashApiKey, sameSecret } from './api-key.js';

/** Lets in the bearer of an API key. */
@Injectable()
export class KeyGate {
  constructor(
    private readonly directory: AccessDirectory,
    private readonly mirror: AccessMirror,
    private readonly authority: AccessAuthority,
  ) {}

  /** Throws `auth.token_invalid` for an unknown, altered, expired or revoked key. */
  async admit(key: string): Promise<KeyActor> {
    const keyId = apiKeyId(key);
    const found = keyId === undefined ? undefined : await this.find(keyId);
    if (!found || found.revoked || isOver(found) || !sameSecret(found.hash, hashApiKey(key)))
      throw problem('auth.token_invalid');
    const { accountId, scopes, shopAccess } = found;
    return { kind: 'key', keyId: found.keyId, accountId, scopes, shopIds: shopAccess };
  }

  /** A key unknown here may be new; without the mirror only identity knows of the latest revocations. */
  private async find(keyId: string): Promise<KeyAccess | undefined> {
    if (this.authority.isLocal) return this.authority.key(keyId);
    const [known, revoked] = await Promise.all([this.directory.key(keyId), this.mirror.isKeyRevoked(keyId)]);
    if (revoked) return undefined;
    if (known && (known.revoked || revoked === false)) return known;
    return this.authority.key(keyId);
  }
}

/** By this process's clock, as a token's end. */
const isOver = ({ expiresAt }: KeyAccess): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= Date.now();
