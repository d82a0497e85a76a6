/** A row of the outbox that is committed and not marked as published yet. */
export interface RelayedRow {
  /** Order of commit per aggregate; text, because it may outgrow a double one day. */
  readonly seq: string;
  readonly id: string;
  readonly aggregateType: string;
  readonly aggregateId: string;
  /** `ce_type`, such as `routing.chat.assigned.v1`. */
  readonly type: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The event's data. */
  readonly payload: unknown;
  /** Agents whose workload the same transaction touched. */
  readonly agents: readonly string[];
  readonly shopId: string | null;
  readonly createdAt: Date;
}

/**
 * What must follow a commit and survives the process: it runs before the row counts as published, so
 * the process that takes over repeats it. It runs beside Kafka, neither waits for the other. Rows come in order
 * per key, and may come twice. While it throws, the same rows come again.
 */
export interface RelayHook {
  beforeMark(rows: readonly RelayedRow[]): Promise<void>;
}

/** Token of the hook that a service may provide through `MessagingModule.forRoot({ relay: { hook } })`. */
export const RELAY_HOOK = Symbol('RelayHook');
