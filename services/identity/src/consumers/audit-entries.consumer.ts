import { Controller } from '@nestjs/common';
import { auditEntry } from '@switchboard/contracts';
import { OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { Database } from '@switchboard/persistence';
import { AuditTrail } from '../audit/audit-trail.js';

/** audit.entries.v1: what every service has changed. The entry's id makes a repetition harmless; no inbox row. */
@Controller()
export class AuditEntriesConsumer {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  @OnEvent(auditEntry)
  async handle(event: IncomingEvent<typeof auditEntry>): Promise<void> {
    await this.audit.keep(this.database, event.id, event.data);
  }
}
