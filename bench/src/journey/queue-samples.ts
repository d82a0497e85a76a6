import type { TestSuite } from '@switchboard/testing';

/** How much lay about at one moment. */
export interface QueueSample {
  /** Seconds since the load began. */
  at: number;
  /** Customers who have written and whose assigned event has not been read yet: everything in flight. */
  underWay: number;
  /** Chats that wait for an agent, in the database. */
  queued: number;
  /** Age of the oldest event that has not left, over all services. */
  relayLagMs: number;
}

const everyMs = 1_000;

const look = `select (select count(*) from chat where state = 'queued')::int as queued`;
const oldest = `select coalesce(extract(epoch from clock_timestamp() - min(created_at)) * 1000, 0)::float8 as age
  from outbox where published_at is null`;

/** Looks at the queues once a second while the load runs. */
export class QueueSamples {
  readonly samples: QueueSample[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly started = performance.now();

  constructor(
    private readonly suite: TestSuite,
    private readonly underWay: () => number,
  ) {}

  begin(): this {
    this.timer = setInterval(() => void this.look(), everyMs);
    return this;
  }

  end(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    const at = Math.round((performance.now() - this.started) / 100) / 10;
    const underWay = this.underWay();
    const { routing, translation } = this.suite.databases;
    const [[row], ...ages] = await Promise.all([
      routing.query<{ queued: number }>(look),
      routing.query<{ age: number }>(oldest),
      translation.query<{ age: number }>(oldest),
    ]);
    const relayLagMs = Math.round(Math.max(...ages.map(([one]) => one!.age)));
    this.samples.push({ at, underWay, queued: row!.queued, relayLagMs });
  }
}

/** By how much the queue grew: the mean of the last quarter less that of the second one. */
export function growth(samples: readonly QueueSample[]): number {
  const quarter = Math.floor(samples.length / 4);
  if (quarter === 0) return 0;
  const mean = (part: readonly QueueSample[]) =>
    part.reduce((sum, { underWay }) => sum + underWay, 0) / part.length;
  return Math.round(mean(samples.slice(-quarter)) - mean(samples.slice(quarter, 2 * quarter)));
}
