import type { EngineProcess } from './engine-process.js';

/** The two types of assignment. */
export type Mode = 'lowest_workload' | 'equal';

/** An agent as somebody outside sees them. */
interface Followed {
  capacity: number;
  eligible: boolean;
  /** The smallest capacity so far: by one chat of that size they may have been behind when the count began. */
  smallest: number;
  /** The run in which they came, came back, or changed. */
  since: number;
  open: number;
  /** Chats given by the end of each run. */
  given: number[];
}

/** Shares are fractions; a lead that is too long is so by a whole chat. */
const tolerance = 1e-6;

/**
 * Invariant 8 from outside, while agents come, go and change: who leads another, who could have had the chat, by more
 * than one chat of their own. It knows capacities and who got how much, and nothing of scores.
 */
export class FairnessWatch {
  private readonly agents = new Map<string, Followed>();
  private run = 0;
  /** The run in which everybody stood at the same point. */
  private origin = 0;
  /** The longest lead that came of choices lost with Redis since then. */
  private lostLead = 0;

  constructor(
    private readonly process: EngineProcess,
    private readonly shopId: string,
    private mode: Mode,
  ) {}

  /** An agent came, left, came back, or has another capacity. */
  set(agentId: string, capacity: number, eligible: boolean): void {
    const known = this.agents.get(agentId);
    this.agents.set(agentId, {
      capacity,
      eligible,
      smallest: Math.min(capacity, known?.smallest ?? capacity),
      since: this.run,
      open: known?.open ?? 0,
      given: known?.given ?? Array.from({ length: this.run + 1 }, () => 0),
    });
  }

  of(agentId: string): Readonly<Followed> {
    return this.agents.get(agentId)!;
  }

  /** The shop's mode changed: its common time begins anew, for everybody. */
  switched(mode: Mode): void {
    this.mode = mode;
    this.origin = this.run;
    this.lostLead = 0;
    for (const agent of this.agents.values()) agent.since = this.run;
  }

  /** Chats were closed or moved: who has how much is to be read again. */
  async look(): Promise<void> {
    const rows = await this.process.database.query<{ id: string; open_count: number; given: number }>(
      `select agent.id, open_count, (
         select count(*)::int from assignment
          where shop_id = agent.shop_id and agent_id = agent.id and kind = 'automatic') as given
         from agent where shop_id = $1`,
      [this.shopId],
    );
    for (const { id, open_count, given } of rows) {
      const agent = this.agents.get(id)!;
      agent.open = open_count;
      agent.given[this.run] = given;
    }
  }

  /**
   * After a run of arrivals, at rest: the leads that are too long. Where Redis was lost with choices in flight, they may
   * be, until the others have caught up: whoever leads so gets nothing more before that.
   */
  async endRun({ choicesLost }: { choicesLost: boolean }): Promise<string[]> {
    this.run += 1;
    await this.look();
    const eligible = [...this.agents].filter(([, agent]) => agent.eligible);
    const pairs = eligible.flatMap(([leader, one]) =>
      eligible
        .filter(([, other]) => other !== one && other.open < other.capacity)
        .map(([led, other]) => ({ leader, one, led, other, lead: this.lead(one, other) })),
    );
    if (choicesLost) {
      this.lostLead = Math.max(this.lostLead, ...pairs.map(({ lead }) => lead));
      return [];
    }
    // Who got nothing in this run may have had their lead before it.
    return pairs
      .filter(({ one, lead }) => lead > tolerance && one.given[this.run] !== one.given[this.run - 1])
      .map(({ leader, one, led, other }) => `${leader} of ${one.capacity} leads ${led} of ${other.capacity}`);
  }

  /** Beyond what is allowed. */
  private lead(one: Followed, other: Followed): number {
    if (this.mode === 'lowest_workload')
      return one.open / one.capacity - other.open / other.capacity - 1 / one.capacity;
    const since = Math.max(one.since, other.since);
    const share = (agent: Followed) => (agent.given[this.run]! - agent.given[since]!) / agent.capacity;
    const behindAtFirst = since === this.origin ? 0 : 1 / other.smallest + this.lostLead;
    return share(one) - share(other) - 1 / one.capacity - behindAtFirst;
  }
}
