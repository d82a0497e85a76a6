import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One of those that are held against each other. */
export interface System {
  name: string;
  /** Two sentences: how it chooses, and what it is like. */
  description: string;
  /** The module that opens it. */
  module: string;
}

const own = (file: string): string =>
  fileURLToPath(new URL(`./systems/${file}${extname(import.meta.url)}`, import.meta.url));

/** Routing's own engine, run from its sources by a process of its own: no service is imported here. */
export const engineModule = fileURLToPath(
  new URL('../../../services/routing/test/bench/assignment-system.ts', import.meta.url),
);

export const engine = 'Switchboard';
export const skipLocked = 'SKIP LOCKED';

/** In the order in which each round goes through them. */
export const systems: readonly System[] = [
  {
    name: engine,
    description:
      'The engine of services/routing: messages are stored and chats closed in micro-batches, Redis names the next agents, PostgreSQL assigns the oldest chats to them under its own locks. An arrival alone costs two transactions, in a shop of at most ten agents one; in a crowd it shares them with others.',
    module: engineModule,
  },
  {
    name: 'COUNT',
    description:
      "Counts each agent's open chats at the moment of the decision and takes the least loaded, in the transaction that stores the chat, one call in all. No row is locked, so two decisions at once see the same counts.",
    module: own('count'),
  },
  {
    name: 'COUNT + lock',
    description:
      'The same under a lock on the row of the shop: exact and in order. One decision of a shop at a time, and each counts.',
    module: own('count-shop-lock'),
  },
  {
    name: skipLocked,
    description:
      "A counter on the agent's row and `FOR UPDATE SKIP LOCKED`: the least loaded agent whose row is not locked, in the transaction that stores the chat, one call in all. Decisions do not wait for each other; it waits for a locked agent only when every free one is locked, so that no chat is left behind.",
    module: own('skip-locked'),
  },
  {
    name: 'Round robin',
    description:
      "Like Chatwoot's AgentAssignmentService with InboxRoundRobinService: inside the transaction that stores the conversation, members over their limit are found by counting, the inbox's list in Redis is compared with its members, and the last allowed entry is taken and moved to the front. Resolving a conversation starts its AssignmentJob, one at a time per inbox and process, which claims unassigned ones.",
    module: own('round-robin'),
  },
  {
    name: 'Poller',
    description:
      "Like Rocket.Chat's omnichannel queue worker with load balancing: an arrival is queued, and one worker per process goes through the queues in turn, locks the oldest of each, gives it to the agent with the fewest open chats, counted, and unlocks it. Its pause between two cycles, five seconds by default, is taken out here: it polls again at once, and after 2 ms when there was nothing.",
    module: own('poller'),
  },
];
