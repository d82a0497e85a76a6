import type { ReceivedBatch, ReceivedRecord, TopicPosition } from '../kafka/kafka-port.js';
import { KeyLanes, type LaneTask } from './key-lanes.js';
import { OffsetLedger, type PartitionLedger } from './offset-ledger.js';

/** What the work needs from the consumer around it. */
export interface WorkHost {
  /** True: done with. False: left to the partition's next holder. */
  process(record: ReceivedRecord, signal: AbortSignal): Promise<boolean>;
  pause(topic: string, partition: number): void;
  resume(topic: string, partition: number): void;
  failed(error: unknown): void;
}

/** When a partition is paused and resumed. */
export interface WorkLimits {
  /** Records of one partition that are not behind its position. */
  recordsPerPartition: number;
  /** Bytes of all records that wait or run. */
  bytes: number;
}

const usualLimits: WorkLimits = { recordsPerPartition: 1_000, bytes: 32 * 1024 * 1024 };

/**
 * Everything under way between two rebalances. It is thrown away as a whole: what ends after that
 * counts for nothing here, so it cannot move a position that another process has taken over.
 */
export class AssignedWork {
  private readonly abort = new AbortController();
  private readonly ledger = new OffsetLedger();
  private readonly lanes: KeyLanes;
  private readonly paused = new Map<string, { topic: string; partition: number; ledger: PartitionLedger }>();
  private readonly ends = new Map<string, { topic: string; partition: number; end: number }>();
  private bytes = 0;

  constructor(
    private readonly host: WorkHost,
    private readonly limits: WorkLimits = usualLimits,
  ) {
    this.lanes = new KeyLanes((error) => host.failed(error));
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** Takes a batch over at once. */
  accept({ topic, partition, records, nextOffset, highWatermark }: ReceivedBatch): void {
    if (this.abort.signal.aborted) return;
    const id = `${topic}/${partition}`;
    const ledger = this.ledger.partition(topic, partition);
    ledger.take(
      records.map(({ offset }) => offset),
      nextOffset,
    );
    this.ends.set(id, { topic, partition, end: highWatermark });
    for (const record of records) this.enqueue(record, ledger);
    if (!this.full(ledger) || this.paused.has(id)) return;
    this.paused.set(id, { topic, partition, ledger });
    this.host.pause(topic, partition);
  }

  /** Puts a task behind the events of its key that are already here. */
  push(topic: string, key: string, task: LaneTask): void {
    this.lanes.push(laneOf(topic, key, 0), task);
  }

  positions(): TopicPosition[] {
    return this.ledger.positions();
  }

  uncommitted(): TopicPosition[] {
    return this.ledger.uncommitted();
  }

  markCommitted(positions: readonly TopicPosition[]): void {
    this.ledger.markCommitted(positions);
  }

  /** Records not done yet, by topic, as of the last fetch. */
  lag(): Map<string, number> {
    const lag = new Map<string, number>();
    for (const { topic, partition, end } of this.ends.values()) {
      const behind = Math.max(0, end - (this.ledger.partition(topic, partition).position ?? end));
      lag.set(topic, (lag.get(topic) ?? 0) + behind);
    }
    return lag;
  }

  /** Drops what waits, lets what runs come to its end, and answers then or after the limit. */
  async close(limitMs: number): Promise<void> {
    this.abort.abort();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)));
    await Promise.race([this.lanes.close(), late]);
    clearTimeout(timer);
  }

  private enqueue(record: ReceivedRecord, ledger: PartitionLedger): void {
    const size = record.value?.length ?? 0;
    this.bytes += size;
    this.lanes.push(laneOf(record.topic, record.key, record.partition), async () => {
      const done = await this.host.process(record, this.abort.signal);
      if (!done) return;
      this.bytes -= size;
      ledger.complete(record.offset);
      if (this.paused.size > 0) this.resumeWhatFits();
    });
  }

  private full(ledger: PartitionLedger): boolean {
    return ledger.pending >= this.limits.recordsPerPartition || this.bytes >= this.limits.bytes;
  }

  private resumeWhatFits(): void {
    if (this.abort.signal.aborted || this.bytes > this.limits.bytes / 2) return;
    for (const [id, { topic, partition, ledger }] of this.paused) {
      if (ledger.pending > this.limits.recordsPerPartition / 4) continue;
      this.paused.delete(id);
      this.host.resume(topic, partition);
    }
  }
}

/** Records without a key keep the order of their partition. */
function laneOf(topic: string, key: string | null, partition: number): string {
  return key === null ? `${topic}\n\u0000${partition}` : `${topic}\n${key}`;
}
