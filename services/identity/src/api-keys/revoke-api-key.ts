import { Injectable } from '@nestjs/common';
import { userActor } from '@switchboard/contracts';
import type { UserActor } from '@switchboard/http';
import { TransactionRunner } from '@switchboard/persistence';
import { AccessAnnouncement } from '../access/access-announcement.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { ApiKeyStore } from './api-key-store.js';

/** Revokes an API key for good; it bites on the next request. A repeat writes the mark again. */
@Injectable()
export class RevokeApiKey {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly store: ApiKeyStore,
    private readonly audit: AuditTrail,
    private readonly announcement: AccessAnnouncement,
  ) {}

  async run({ accountId, userId }: UserActor, keyId: string): Promise<void> {
    const actor = userActor(userId);
    await this.transactions.run(async (tx) => {
      const revoked = await this.store.revoke(tx, accountId, keyId, actor);
      if (!revoked) return;
      await this.audit.record(tx, {
        accountId,
        actor,
        action: 'api_key.revoked',
        target: { kind: 'api_key', id: keyId },
        before: { name: revoked.name, scopes: revoked.scopes },
        after: null,
      });
    });
    await this.announcement.announce({ revokedKeys: [keyId] });
  }
}
