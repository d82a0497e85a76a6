import type { TopicPosition } from '../kafka/kafka-port.js';

/**
 * What is in flight in one partition. Messages finish in any order; the position only moves over
 * those that are finished without a gap, so that a crash repeats work but never skips it.
 */
export class PartitionLedger {
  private readonly waiting: number[] = [];
  private readonly done = new Set<number>();
  private head = 0;
  private end: number | undefined;

  /** Offsets handed out, ascending; `next` is the first offset after the fetched batch (gaps of compaction included). */
  take(offsets: readonly number[], next: number): void {
    for (const offset of offsets) this.waiting.push(offset);
    this.end = next;
  }

  complete(offset: number): void {
    this.done.add(offset);
    while (this.head < this.waiting.length && this.done.delete(this.waiting[this.head]!)) this.head += 1;
    if (this.head > 1_024) {
      this.waiting.splice(0, this.head);
      this.head = 0;
    }
  }

  /** The next offset to commit; undefined before anything was taken. */
  get position(): number | undefined {
    return this.head < this.waiting.length ? this.waiting[this.head] : this.end;
  }

  /** Messages handed out and not yet behind the position. */
  get pending(): number {
    return this.waiting.length - this.head;
  }
}

/** The ledgers of all partitions that this process holds, and what of them is committed. */
export class OffsetLedger {
  private readonly partitions = new Map<
    string,
    { topic: string; partition: number; ledger: PartitionLedger }
  >();
  private readonly committed = new Map<string, number>();

  partition(topic: string, partition: number): PartitionLedger {
    const id = `${topic}/${partition}`;
    const known = this.partitions.get(id);
    if (known) return known.ledger;
    const ledger = new PartitionLedger();
    this.partitions.set(id, { topic, partition, ledger });
    return ledger;
  }

  /** Where each partition stands. */
  positions(): TopicPosition[] {
    return [...this.partitions.values()].flatMap(({ topic, partition, ledger }) => {
      const offset = ledger.position;
      return offset === undefined ? [] : [{ topic, partition, offset }];
    });
  }

  /** Positions that moved since they were last committed. */
  uncommitted(): TopicPosition[] {
    return this.positions().filter(
      ({ topic, partition, offset }) => this.committed.get(`${topic}/${partition}`) !== offset,
    );
  }

  markCommitted(positions: readonly TopicPosition[]): void {
    for (const { topic, partition, offset } of positions) this.committed.set(`${topic}/${partition}`, offset);
  }
}
