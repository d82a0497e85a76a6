import { auditEntry, type AuditEntry } from '@switchboard/contracts';
import { event, type OutgoingEvent } from '../outbox/outgoing-event.js';

/** A change that the audit trail keeps. */
export interface AuditedChange extends Omit<AuditEntry, 'shopId' | 'occurredAt'> {
  /** None: the change is the account's. */
  shopId?: string | null;
  /** Database time of the change. */
  at: Date;
}

/** The entry of `audit.entries.v1`: appended to the outbox in the transaction of the change. */
export function auditEvent({
  at,
  shopId = null,
  ...change
}: AuditedChange): OutgoingEvent<typeof auditEntry> {
  const { accountId } = change;
  return event(auditEntry, { ...change, shopId, occurredAt: at.toISOString() }, { accountId, shopId });
}
