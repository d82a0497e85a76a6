import type { AgentState } from './agent-state.js';

/** A customer's message on its way in, checked by its receiver. */
export interface CustomerMessage {
  shopId: string;
  /** Whose the shop has to be, and active, where this was not checked before: else the answer is `unknown_shop`. */
  accountId?: string;
  customerId: string;
  customerName?: string;
  customerLanguage?: string;
  externalMessageId: string;
  text?: string;
  card?: unknown;
  /** RFC 3339; shown only. */
  sentAt?: string;
}

/** One message of a call, with the ids it gets if it is new. */
export interface MessageToStore extends CustomerMessage {
  messageId: string;
  chatId: string;
}

/** What a message did. `again`: another call was faster, ask once more. */
export type AcceptOutcome = 'new' | 'joined' | 'reopened' | 'duplicate' | 'again' | 'unknown_shop';

/** Answer to one message, in the order of the call. */
export interface StoredMessage {
  outcome: AcceptOutcome;
  chatId: string | null;
  messageId: string | null;
}

/** Under which epoch a shop's agents are picked. */
export interface ShopEpoch {
  shopId: string;
  epoch: number;
  mode: string;
}

/** Chats of a shop that wait now and did not before the call. */
export interface NewlyQueued extends ShopEpoch {
  chats: number;
}

/** The picks of one shop for one round. */
export interface ShopPicks {
  shopId: string;
  epoch: number;
  agentIds: readonly string[];
  knownSeqs: readonly number[];
  lastScore: number | null;
  /** JSON: what the choice compared. */
  compared: string;
}

/** What a call that accepted messages did. */
export interface Accepted {
  messages: StoredMessage[];
  queued: NewlyQueued[];
  /** Agents to whom it gave chats, as they are now. */
  given: { shopId: string; states: AgentState[] }[];
}

/** What a round did in one shop. */
export interface ShopRound {
  shopId: string;
  /** False: picked under an old epoch, nothing was done. */
  fresh: boolean;
  epoch: number;
  mode: string;
  assigned: number;
  /** Chats of this round (choosing in SQL: of the queue) that still wait. */
  waiting: number;
  /** Every agent that was locked, as it is now. */
  states: AgentState[];
}

/**
 * The queue and the guard: Postgres. It keeps the order of the chats and the agents' capacity under its own
 * locks, whichever store named the agents. Every call is one statement and its own transaction.
 */
export abstract class ChatQueue {
  /** In shops of at most `fewAgents` agents it also gives a new chat to one where no chat waits before it. */
  abstract accept(messages: readonly MessageToStore[], fewAgents: number): Promise<Accepted>;
  /** Oldest chats to the picked agents, for a set of shops. */
  abstract assign(picks: readonly ShopPicks[]): Promise<ShopRound[]>;
  /** The same for one shop with the choice made by Postgres: while the pool cannot. */
  abstract assignChoosing(shopId: string, limit: number): Promise<ShopRound>;
  abstract epochs(shopIds: readonly string[]): Promise<ShopEpoch[]>;
  abstract statesOf(
    agents: readonly { shopId: string; agentIds: readonly string[] }[],
  ): Promise<Map<string, AgentState[]>>;
  /** Agents of a shop after `afterId` ('' first), by id. */
  abstract agentsPage(shopId: string, afterId: string, limit: number): Promise<AgentState[]>;
  /** Chats in the queue, counted up to `limit`. */
  abstract waiting(shopId: string, limit: number): Promise<number>;
  /** Shops of the hash ranges (0-15) with a chat queued for longer than that, and an agent who could take it. */
  abstract longWaiting(ranges: readonly number[], ageMs: number): Promise<string[]>;
  /** Whether the queue has a chat and the shop an agent who could take it. */
  abstract canServe(shopId: string): Promise<boolean>;
  /** Shops of the hash ranges after `afterId` ('' first), by id. */
  abstract shopsPage(ranges: readonly number[], afterId: string, limit: number): Promise<string[]>;
  /** Redis knows more than this database: makes it forget. */
  abstract advanceEpoch(shopId: string): Promise<number>;
}
