import { Injectable } from '@nestjs/common';
import { isId } from '@switchboard/http';
import { CursorError, Database, decodeCursor, statement, toPage, type Page } from '@switchboard/persistence';
import type { AuditEntryDto, AuditLogQuery } from './audit-log.dto.js';

interface EntryRow {
  entry_id: string;
  occurred_at: Date;
  position: string;
  actor: string;
  action: string;
  target_type: string;
  target_id: string;
  shop_id: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

const readEntries = statement(
  'audit.read',
  `select *, occurred_at::text as position from audit_entry
   where account_id = $1
     and ($2::uuid is null or shop_id = $2)
     and ($3::text is null or actor = $3)
     and ($4::text is null or target_id = $4)
     and ($5::text is null or action = $5)
     and ($6::timestamptz is null or occurred_at >= $6)
     and ($7::timestamptz is null or occurred_at < $7)
     and ($8::timestamptz is null or (occurred_at, entry_id) < ($8, $9::uuid))
   order by occurred_at desc, entry_id desc limit $10`,
);

/** The account's audit trail, newest first. */
@Injectable()
export class ReadAuditLog {
  constructor(private readonly database: Database) {}

  async run(accountId: string, query: AuditLogQuery): Promise<Page<AuditEntryDto>> {
    const { shopId, actorId, targetId, action, from, to, limit, cursor } = query;
    const rows = await this.database.query<EntryRow>(readEntries, [
      accountId,
      ...[shopId, actorId, targetId, action, from, to].map((value) => value ?? null),
      ...(cursor === undefined ? [null, null] : readPosition(cursor)),
      limit + 1,
    ]);
    return toPage(rows, limit, (last) => [last.position, last.entry_id], toDto);
  }
}

function readPosition(cursor: string): [string, string] {
  const [position, entryId] = decodeCursor(cursor, 2);
  if (typeof position !== 'string' || Number.isNaN(Date.parse(position)) || !isId(entryId))
    throw new CursorError();
  return [position, entryId];
}

const toDto = (row: EntryRow): AuditEntryDto => ({
  id: row.entry_id,
  time: row.occurred_at.toISOString(),
  actor: row.actor,
  action: row.action,
  target: { kind: row.target_type, id: row.target_id },
  shopId: row.shop_id,
  before: row.before,
  after: row.after,
});
