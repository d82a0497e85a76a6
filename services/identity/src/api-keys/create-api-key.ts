import { Injectable } from '@nestjs/common';
import { userActor } from '@switchboard/contracts';
import { type UserActor } from '@switchboard/http';
import { TransactionRunner } from '@switchboard/persistence';
import { AuditTrail } from '../audit/audit-trail.js';
import { ApiKeyStore, type CreatedApiKey } from './api-key-store.js';
import type { NewApiKeyDto } from './api-key.dto.js';

/** Makes an API key for the actor's account; it is shown once. */
@Injectable()
export class CreateApiKey {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly store: ApiKeyStore,
    private readonly audit: AuditTrail,
  ) {}

  run({ accountId, userId }: UserActor, request: NewApiKeyDto): Promise<CreatedApiKey> {
    const actor = userActor(userId);
    return this.transactions.run(async (tx) => {
      const created = await this.store.make(tx, accountId, request, actor);
      await this.audit.record(tx, {
        accountId,
        actor,
        action: 'api_key.created',
        target: { kind: 'api_key', id: created.row.key_id },
        before: null,
        after: {
          name: request.name,
          scopes: request.scopes,
          shopIds: request.shopIds ?? null,
          expiresAt: request.expiresAt ?? null,
        },
      });
      return created;
    });
  }
}
