import { eventHeaders } from '@switchboard/contracts';
import type { RecordToSend } from '../../kafka/kafka-port.js';
import type { RelayedRow } from '../relay-hook.js';

/** A row as the relay's connection reads it; see `columns`. */
export interface OutboxColumns {
  seq: string;
  id: string;
  aggregate_type: string;
  aggregate_id: string;
  type: string;
  topic: string;
  key: string;
  headers: Record<string, string>;
  payload: string;
  agents: string[];
  shop_id: string | null;
  created_at: Date;
  time: string;
}

/** What to select for OutboxColumns. */
export const columns = `seq::text as seq, id, aggregate_type, aggregate_id, type, topic, key, headers,
  payload::text as payload, agents, shop_id, created_at,
  to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as time`;

/** A row on its way to Kafka and through the hooks. */
export class OutboxRow implements RelayedRow {
  private parsed: unknown;

  constructor(
    private readonly row: OutboxColumns,
    private readonly source: string,
  ) {}

  get seq() { return this.row.seq; } // prettier-ignore
  get id() { return this.row.id; } // prettier-ignore
  get aggregateType() { return this.row.aggregate_type; } // prettier-ignore
  get aggregateId() { return this.row.aggregate_id; } // prettier-ignore
  get type() { return this.row.type; } // prettier-ignore
  get topic() { return this.row.topic; } // prettier-ignore
  get key() { return this.row.key; } // prettier-ignore
  get agents() { return this.row.agents; } // prettier-ignore
  get shopId() { return this.row.shop_id; } // prettier-ignore
  get createdAt() { return this.row.created_at; } // prettier-ignore

  get payload(): unknown {
    this.parsed ??= JSON.parse(this.row.payload);
    return this.parsed;
  }

  /** The CloudEvents headers: what the row's columns say, and what was given with the event. */
  get headers(): Record<string, string> {
    return {
      [eventHeaders.specVersion]: '1.0',
      [eventHeaders.id]: this.row.id,
      [eventHeaders.type]: this.row.type,
      [eventHeaders.source]: `/switchboard/${this.source}`,
      [eventHeaders.time]: this.row.time,
      [eventHeaders.contentType]: 'application/json',
      ...this.row.headers,
    };
  }

  get bytes(): number {
    return this.row.payload.length + this.row.key.length;
  }

  toRecord(): RecordToSend {
    return { topic: this.row.topic, key: this.row.key, headers: this.headers, value: this.row.payload };
  }
}
