import type { Sent } from './commands.js';
import type { Ran } from './plans.js';
import type { Executed } from './statements.js';

/**
 * What timers send, and how often a second at most, whatever happens: a statement or script that is not named here
 * counts as one of a chat's own.
 */
const timers: Record<string, number> = {
  // the relay's net under its wake-ups, and what it repeats
  relay_oldest: 2, relay_try_lane: 8, relay_due_states: 4, relay_notify: 200,
  parked_keys: 1, state_republish_know: 1, state_republish_take: 1,
  // held replies, readers of the live stream
  'chats-with-due-replies': 10, 'stream-gaps': 1, 'overdue-stream-notices': 1,
  // open chats and presence of agents: many in one transaction
  'shops-with-agents-told-online': 1, 'agents-told-online': 1, 'tell-loads': 4, 'set-presence': 4, outbox_append: 4,
  'START TRANSACTION': 4, COMMIT: 4,
  // the sweep, and what takes turns with it
  shops_waiting_long: 1, agents_to_requeue: 1,
  shops_with_idle_chats: 4, shops_with_agents_away: 4, shops_with_unanswered_chats: 4,
  closed_chats_to_forget: 1, open_chats_to_forget: 1,
  // Redis: which instance answers; the leases of the agents told
  info: 1, 'read-leases': 5,
}; // prettier-ignore

/** Passes over all agents now and then, page by page: so many pages in one of these tests at most. */
const passes: Record<string, number> = { 'agents-told-wrongly': 60 };

/** The reconciler's reads: once per shop that changed, every 30 s. */
const reconciler = ['agents_page', 'inspect'];
const relayStatements = ['relay_next', 'relay_mark', 'agent_states'];
const relayCommands = ['tell', 'append-events'];
/** What leads the sweep's ranges has no prepared name. */
const isLeadership = (name: string) =>
  ['pg_try_advisory_lock', 'pg_advisory_unlock', 'pg_stat_get_activity'].some((call) => name.includes(call));

const isTimers = (name: string) => name in timers || name in passes;

/** The relay's stages take so many rows at once. */
const rowsPerBatch = 500;

type Counts = Record<string, number>;

const countBy = <T>(all: readonly T[], name: (one: T) => string): Counts => {
  const counts: Counts = {};
  for (const one of all) counts[name(one)] = (counts[name(one)] ?? 0) + 1;
  return counts;
};

const without = (counts: Counts, leave: (name: string) => boolean): Counts =>
  Object.fromEntries(Object.entries(counts).filter(([name]) => !leave(name)));

const sum = (counts: Counts): number => Object.values(counts).reduce((all, some) => all + some, 0);

/** What passed between the service and its stores, told apart by whose it is. */
export class Traffic {
  constructor(
    readonly statements: Executed[] = [],
    readonly commands: Sent[] = [],
    readonly seconds = 0,
  ) {}

  /** Every statement that neither the relay nor a timer sends, by name. */
  get own(): Counts {
    const counts = countBy(this.statements, ({ name }) => name);
    const reconciled = reconciler.some((name) => counts[name]);
    return without(
      counts,
      (name) =>
        relayStatements.includes(name) || reconciler.includes(name) || isTimers(name) || isLeadership(name) ||
        (reconciled && name === 'shop_epochs'),
    ); // prettier-ignore
  }

  /** The same of Redis, in round trips. */
  get ownRoundTrips(): Counts {
    const own = without(
      this.flights,
      (name) => relayCommands.includes(name) || reconciler.includes(name) || isTimers(name),
    );
    return this.toldAtOnce > 0 ? { ...own, tell: this.toldAtOnce } : own;
  }

  get ownTotals(): { statements: number; roundTrips: number } {
    return { statements: sum(this.own), roundTrips: sum(this.ownRoundTrips) };
  }

  /** The relay: a batch is what a read found, up to 500 rows; `idle` reads found nothing. */
  get relay(): { batches: number; idle: number; statements: number; roundTrips: number } {
    const found = this.statements.filter(({ name, rows }) => name === 'relay_next' && rows! > 0);
    const counts = countBy(this.statements, ({ name }) => name);
    const all = sum(without(counts, (name) => !relayStatements.includes(name)));
    const idle = (counts['relay_next'] ?? 0) - found.length;
    return {
      batches: found.reduce((sum, { rows }) => sum + Math.ceil(rows! / rowsPerBatch), 0),
      idle,
      statements: all - idle,
      roundTrips: sum(without(this.flights, (name) => !relayCommands.includes(name))) - this.toldAtOnce,
    };
  }

  /** Timers that sent more often than they may: `name: times in seconds`. */
  get restlessTimers(): string[] {
    const counts = { ...countBy(this.statements, ({ name }) => name), ...this.flights };
    return Object.entries(timers)
      .filter(
        ([name, perSecond]) => (counts[name] ?? 0) > Math.ceil(this.seconds * perSecond) + 2 * perSecond,
      )
      .map(([name]) => `${name}: ${counts[name]} in ${this.seconds.toFixed(1)} s`);
  }

  /** How each statement ran, by name. */
  get runs(): Map<string, Ran[][]> {
    const runs = new Map<string, Ran[][]>();
    for (const { name, ran } of this.statements)
      if (ran.length > 0) runs.set(name, [...(runs.get(name) ?? []), ran]);
    return runs;
  }

  /** Pages that a run of the statement looked at, as a rule: a first run plans, and reads the catalogue for it. */
  usualBuffers(name: string): number {
    const buffers = (this.runs.get(name) ?? []).map((ran) => ran.at(-1)!.buffers).sort((a, b) => a - b);
    return buffers[Math.floor(buffers.length / 2)] ?? 0;
  }

  /** Redis heard of an agent from the call that stored a chat and gave it away: the relay reads whom it tells of. */
  private get toldAtOnce(): number {
    const { tell = 0 } = this.flights;
    return Math.max(0, tell - this.statements.filter(({ name }) => name === 'agent_states').length);
  }

  private get flights(): Counts {
    const sent = this.commands.filter(({ startsFlight, forgotten }) => startsFlight && !forgotten);
    return countBy(sent, ({ name }) => name);
  }
}
