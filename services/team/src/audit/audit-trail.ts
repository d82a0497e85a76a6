import { Injectable } from '@nestjs/common';
import { auditEntry, type AuditEntry } from '@switchboard/contracts';
import { event, Outbox } from '@switchboard/messaging';
import type { Queryable } from '@switchboard/persistence';

/** Tells identity, which keeps it, who changed what here: in the transaction of the change itself. */
@Injectable()
export class AuditTrail {
  constructor(private readonly outbox: Outbox) {}

  async record(tx: Queryable, entry: AuditEntry): Promise<void> {
    const { accountId, shopId } = entry;
    await this.outbox.append(tx, [event(auditEntry, entry, { accountId, shopId })]);
  }
}
