import { Module } from '@nestjs/common';
import { AuditLogController } from './audit-log.controller.js';
import { AuditTrail } from './audit-trail.js';
import { ReadAuditLog } from './read-audit-log.query.js';

/** The audit trail of all services, as identity keeps and shows it. */
@Module({ controllers: [AuditLogController], providers: [AuditTrail, ReadAuditLog], exports: [AuditTrail] })
export class AuditModule {}
