import { Injectable } from '@nestjs/common';
import { actorLabel, type AuditEntry } from '@switchboard/contracts';
import { auditEvent, Outbox, type AuditedChange } from '@switchboard/messaging';
import { databaseTime, statement, type Queryable } from '@switchboard/persistence';

const insertEntry = statement(
  'audit.insert',
  `insert into audit_entry (entry_id, account_id, occurred_at, actor, action, target_type, target_id, shop_id, before, after)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (entry_id) do nothing`,
);

/** The audit trail: written here for identity's own changes and for what the other services publish. */
@Injectable()
export class AuditTrail {
  constructor(private readonly outbox: Outbox) {}

  /** Records a change of identity's own, in its transaction: published like everybody's, readable at once. */
  async record(tx: Queryable, entry: Omit<AuditedChange, 'at'>): Promise<void> {
    const published = auditEvent({ ...entry, at: await databaseTime(tx) });
    await this.keep(tx, published.id, published.data);
    await this.outbox.append(tx, [published]);
  }

  /** Keeps an entry of any service; the same one twice is one. */
  async keep(tx: Queryable, entryId: string, entry: AuditEntry): Promise<void> {
    const { accountId, actor, action, target, shopId, occurredAt } = entry;
    const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
    await tx.query(insertEntry, [
      entryId,
      accountId,
      occurredAt,
      actorLabel(actor),
      action,
      target.kind,
      target.id,
      shopId,
      json(entry.before),
      json(entry.after),
    ]);
  }
}
