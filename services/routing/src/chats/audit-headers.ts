import { activeTraceparent } from '@switchboard/chassis';
import { eventHeaders } from '@switchboard/contracts';

/**
 * For the SQL functions that change chats (sql/record_moves.sql, sql/record_closes.sql): they write an entry in the audit
 * trail, with these headers.
 */
export function auditHeaders(): Record<string, string> {
  const traceparent = activeTraceparent();
  return traceparent ? { [eventHeaders.traceparent]: traceparent } : {};
}
