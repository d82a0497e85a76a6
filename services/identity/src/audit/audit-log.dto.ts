import { AnswerField, IdField, PageOf, PageQuery, TextField, TimeField } from '@switchboard/http';

/** Which entries to list; what is left out does not filter. */
export class AuditLogQuery extends PageQuery {
  /** Entries about one shop. */
  @IdField({ optional: true })
  shopId?: string;

  /** A userId, `system`, `key:<id>` or `platform:<key>`. */
  @TextField({ max: 250, optional: true })
  actorId?: string;

  /** Id of what was changed. */
  @TextField({ max: 200, optional: true })
  targetId?: string;

  /** Such as `user.deactivated`. */
  @TextField({ max: 80, optional: true })
  action?: string;

  /** From this time on. */
  @TimeField({ optional: true })
  from?: string;

  /** Before this time. */
  @TimeField({ optional: true })
  to?: string;
}

/** What was changed. */
export class AuditTargetDto {
  /** `user`, `agent`, `shop`, `settings`, `chat`, `api_key`, ... */
  @AnswerField({ type: String })
  kind: string;

  /** Its id. */
  @AnswerField({ type: String })
  id: string;
}

/** One change. */
export class AuditEntryDto {
  /** Of the entry. */
  @AnswerField({ type: String, format: 'uuid' })
  id: string;

  /** When it happened. */
  @AnswerField({ type: String, format: 'date-time' })
  time: string;

  /** Who did it: a userId, `system`, `key:<id>` or `platform:<key>`. */
  @AnswerField({ type: String })
  actor: string;

  /** What was done. */
  @AnswerField({ type: String })
  action: string;

  /** To what. */
  @AnswerField({ type: AuditTargetDto })
  target: AuditTargetDto;

  /** The shop it concerns; null where it concerns the account. */
  @AnswerField({ type: String, format: 'uuid', nullable: true })
  shopId: string | null;

  /** The changed fields before; null: it did not exist. */
  @AnswerField({ type: Object, additionalProperties: true, nullable: true })
  before: Record<string, unknown> | null;

  /** The changed fields after; null: it is gone. */
  @AnswerField({ type: Object, additionalProperties: true, nullable: true })
  after: Record<string, unknown> | null;
}

/** A page of the audit log. */
export class AuditEntryPage extends PageOf(AuditEntryDto) {}
