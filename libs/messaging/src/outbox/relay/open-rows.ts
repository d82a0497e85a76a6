import type { OutboxRow } from './outbox-row.js';

/** Rows that a lane has read and not marked yet, and what is still to be done with each. */
export class OpenRows {
  private readonly open = new Map<string, { stagesLeft: number; produced: boolean; bytes: number }>();
  private held = 0;

  /** Sequence numbers not to be read again. */
  get numbers(): string[] {
    return [...this.open.keys()];
  }

  /** Those that Kafka has got. */
  get produced(): string[] {
    return [...this.open].filter(([, { produced }]) => produced).map(([seq]) => seq);
  }

  get size(): number {
    return this.open.size;
  }

  /** Of all payloads together. */
  get bytes(): number {
    return this.held;
  }

  add(rows: readonly OutboxRow[], stages: number): void {
    for (const { seq, bytes } of rows) {
      this.open.set(seq, { stagesLeft: stages, produced: false, bytes });
      this.held += bytes;
    }
  }

  /** A stage is through with the rows; answers those that all stages are through with. */
  passed(rows: readonly OutboxRow[], produced: boolean): OutboxRow[] {
    return rows.filter(({ seq }) => {
      const row = this.open.get(seq);
      if (!row) return false;
      row.stagesLeft -= 1;
      row.produced ||= produced;
      return row.stagesLeft === 0;
    });
  }

  marked(rows: readonly OutboxRow[]): void {
    for (const { seq } of rows) {
      this.held -= this.open.get(seq)?.bytes ?? 0;
      this.open.delete(seq);
    }
  }
}
