import { Injectable } from '@nestjs/common';
import { systemActor } from '@switchboard/contracts';
import { TransactionRunner } from '@switchboard/persistence';
import { ApiKeyStore, type CreatedApiKey } from './api-key-store.js';
import type { Scope } from './api-key.dto.js';

/**
 * The platform's own keys, of no account: made and revoked by an operator. The running service writes a
 * revocation's mark within five seconds.
 */
@Injectable()
export class PlatformKeys {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly store: ApiKeyStore,
  ) {}

  create(name: string, scopes: Scope[]): Promise<CreatedApiKey> {
    return this.transactions.run((tx) => this.store.make(tx, null, { name, scopes }, systemActor));
  }

  /** False when it was revoked already. Throws not_found. */
  async revoke(keyId: string): Promise<boolean> {
    const revoked = await this.transactions.run((tx) => this.store.revoke(tx, null, keyId, systemActor));
    return revoked !== undefined;
  }
}
