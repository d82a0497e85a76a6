import { Injectable } from '@nestjs/common';
import { userActor } from '@switchboard/contracts';
import { statement, type Transaction } from '@switchboard/persistence';
import { AuditTrail } from '../audit/audit-trail.js';

const memberships = statement(
  'password.memberships',
  `select account_id, user_id from membership where person_id = $1 and status in ('active', 'deactivated')`,
);

/** A person's password belongs to none of their accounts: each learns that it was changed, and nothing else. */
@Injectable()
export class PasswordAudit {
  constructor(private readonly audit: AuditTrail) {}

  async record(
    tx: Transaction,
    personId: string,
    action: 'password.changed' | 'password.reset',
  ): Promise<void> {
    const rows = await tx.query<{ account_id: string; user_id: string }>(memberships, [personId]);
    for (const { account_id: accountId, user_id: id } of rows) {
      const actor = userActor(id);
      await this.audit.record(tx, {
        accountId,
        actor,
        action,
        target: { kind: 'user', id },
        before: null,
        after: null,
      });
    }
  }
}
