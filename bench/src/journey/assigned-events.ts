import { chatAssigned, chatsTopic, type ChatChange } from '@switchboard/contracts';
import type { openBroker } from '@switchboard/testing';

type Broker = Awaited<ReturnType<typeof openBroker>>;

/** What an outsider on Kafka sees of the assignments. */
export class AssignedEvents {
  /** When each customer's chat was seen as assigned, ms since the epoch; the first of several. */
  readonly seenAt = new Map<string, number>();
  /** From the row's own time, inside the transaction, to here: commit, relay, Kafka. */
  written: number[] = [];
  /** From the relay's send to here. */
  hops: number[] = [];
  /** Further assignments of chats that were not reopened or requeued. */
  doubled = 0;
  private readonly events = new Set<string>();

  async follow(broker: Broker): Promise<void> {
    await broker.listen([chatsTopic.name], ({ headers, value, producedAt }) => {
      if (headers['ce_type'] !== chatAssigned.ceType) return;
      const now = performance.timeOrigin + performance.now();
      this.written.push(now - Date.parse(headers['ce_time']!));
      this.hops.push(now - producedAt);
      const { customer } = (value as ChatChange).chat;
      const repeated = this.events.has(headers['ce_id']!);
      if (!repeated && this.seenAt.has(customer.id)) this.doubled += 1;
      this.events.add(headers['ce_id']!);
      if (!this.seenAt.has(customer.id)) this.seenAt.set(customer.id, now);
    });
  }

  /** Counts from now on. */
  reset(): void {
    this.seenAt.clear();
    this.events.clear();
    this.written = [];
    this.hops = [];
  }
}
