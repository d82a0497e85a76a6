import type { AgentState } from './agent-state.js';

/** `n` agents for the next chats of a shop. */
export interface PickRequest {
  shopId: string;
  /** The same id again answers the same picks. */
  operation: string;
  /** Postgres's epoch of the shop. */
  epoch: number;
  /** May be more than one operation gives; see `pickLimit`. */
  wanted: number;
}

/** What the pool answers to one request. */
export type PickReply =
  /** `shortfall`: there were no more; the rest is owed, and `sync` will say when an agent can serve it. */
  | {
      kind: 'picked';
      agentIds: string[];
      /** Beside the agents: the number of each one's last assignment that the pool knew of. */
      knownSeqs: number[];
      shortfall: boolean;
      lastScore: number;
      compared: string;
    }
  /** The pool does not hold this shop under this epoch. */
  | { kind: 'not_loaded' }
  /** A process died between pick and sync: read these agents from Postgres and sync them with that operation. */
  | { kind: 'heal'; operation: string; agentIds: string[] }
  /** No answer in time, or none that can be used. */
  | { kind: 'unavailable' };

/** States to make known, and the operation they settle. */
export interface SyncRequest {
  shopId: string;
  operation?: string;
  states: readonly AgentState[];
  /** Token of a rebuild. */
  loader?: string;
}

/** What the pool answers to one sync. */
export type SyncReply =
  | { kind: 'done' }
  /** The number of waiting chats that can be served now. */
  | { kind: 'kick'; chats: number }
  | { kind: 'not_loaded' }
  | { kind: 'lease_lost' }
  | { kind: 'unavailable' };

/** How a rebuild may go on. */
export type LoadReply = 'go_on' | 'loaded_already' | 'busy' | 'lease_lost';

/** A page of what the pool believes. */
export interface PoolPage {
  /** The epoch it was loaded under; undefined while it is not. */
  loaded: boolean;
  cursor: string;
  states: AgentState[];
  /** On the first page: picks that were not settled in time. */
  expired: OpenPick[];
}

/** Picks of one operation. */
export interface OpenPick {
  operation: string;
  agentIds: string[];
}

/**
 * Chooses who is next. It holds workload counters and nothing that Postgres does not know better: losing it
 * costs fairness for seconds, never order, capacity or a chat. Answers per request; only `load` and `inspect` throw.
 */
export abstract class AgentPool {
  abstract pick(requests: readonly PickRequest[]): Promise<PickReply[]>;
  abstract sync(requests: readonly SyncRequest[]): Promise<SyncReply[]>;
  abstract beginLoad(
    shopId: string,
    load: { token: string; epoch: number; mode: string; force?: boolean },
  ): Promise<LoadReply>;
  abstract endLoad(shopId: string, load: { token: string; epoch: number; mode: string }): Promise<LoadReply>;
  abstract inspect(shopId: string, epoch: number, cursor: string): Promise<PoolPage>;
}
