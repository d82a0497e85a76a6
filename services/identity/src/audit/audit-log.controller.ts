import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, Requires, type UserActor } from '@switchboard/http';
import { AuditEntryPage, AuditLogQuery } from './audit-log.dto.js';
import { ReadAuditLog } from './read-audit-log.query.js';

/** Who changed what, in every service. */
@ApiTags('audit-log')
@Controller('v1/audit-log')
@Requires('account:manage')
export class AuditLogController {
  constructor(private readonly readLog: ReadAuditLog) {}

  /** The account's entries, newest first; kept 400 days. */
  @Get()
  @ApiOkResponse({ type: AuditEntryPage })
  listAuditEntries(@CurrentUser() actor: UserActor, @Query() query: AuditLogQuery): Promise<AuditEntryPage> {
    return this.readLog.run(actor.accountId, query);
  }
}
