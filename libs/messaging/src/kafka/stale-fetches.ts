/**
 * Batches fetched before a rebalance and delivered after it. kafkajs fetches from each broker in a loop
 * of its own and does not tell them apart: taken as they are, they would move the position over records
 * that were not processed. After a join every broker that had a fetch under way must begin a new one first.
 */
export class StaleFetches {
  private readonly running = new Set<number>();
  private outdated = new Set<number>();
  private until = 0;

  constructor(private readonly limitMs = 5_000) {}

  fetching(nodeId: number): void {
    this.running.add(nodeId);
    this.outdated.delete(nodeId);
  }

  joined(): void {
    this.outdated = new Set(this.running);
    this.until = Date.now() + this.limitMs;
  }

  /** A broker that has left the cluster never fetches again: after the limit it is forgotten. */
  any(): boolean {
    if (this.outdated.size > 0 && Date.now() > this.until) this.outdated.clear();
    return this.outdated.size > 0;
  }
}
