/**
 * Every kind of move: how a chat came to its agent, or back to the queue. An assignment in a chat's history has it as
 * `kind`; the event of the same move has it as `reason`, where no closer reason is known.
 */
export const moveKinds = [
  /** By the shop's assignment mode. */
  'automatic',
  /** A customer wrote again, and the agent who had the chat before was eligible. */
  'previous_agent',
  /** Assigned or transferred by a person. */
  'manual',
  /** Reopened by a person, who has it from then on. */
  'reopened',
  /** Back in the queue. */
  'requeued',
  /** Reassigned: its agent did not answer in time. */
  'no_reply',
  /** Reassigned: its agent was offline too long. */
  'offline',
] as const;

/** A kind of move, also the `kind` of an assignment. */
export type MoveKind = (typeof moveKinds)[number];

/** Reasons of chat events: the kinds of move, and what else opens, queues, closes or reopens a chat. May grow. */
export const chatReasons = [
  ...moveKinds,
  /** Opened or reopened by a message of its customer. */
  'customer_message',
  /** Closed by time. */
  'inactivity',
  /** Queued: its agent was deactivated. */
  'agent_deactivated',
  /** Queued: its agent was deleted, or left the account. */
  'agent_deleted',
  /** Queued: its agent lost the shop. */
  'shop_access_lost',
] as const;

/** Why a chat changed, as its event says. */
export type ChatReason = (typeof chatReasons)[number];
