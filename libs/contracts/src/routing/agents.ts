import Type, { type Static } from 'typebox';
import { actor } from '../actor.js';
import { defineEvent } from '../define-event.js';
import { count, occurredAt, uuid, version, vocabulary } from '../fields.js';
import { stateTopic } from '../topic.js';

/** routing.agents.v1 */
export const agentLoadTopic = stateTopic({
  name: 'routing.agents.v1',
  owner: 'routing',
  consumers: ['team'],
  key: 'shopId:userId',
  description: 'Open chats and presence of every agent; at most one record a second per agent.',
});

/** An open stream, or none for 30 s. May grow. */
export const presences = ['online', 'offline'] as const;

/** What routing knows of one agent in one shop. */
export const agentLoadState = defineEvent({
  type: 'routing.agent-load',
  version: 1,
  topic: agentLoadTopic,
  scope: 'shop',
  description: "An agent's open chats and presence as they are now.",
  schema: Type.Object({
    accountId: uuid(),
    shopId: uuid(),
    userId: uuid(),
    openChats: count('Assigned chats that are not closed.'),
    presence: vocabulary(presences, 'Whether the agent has an open stream.'),
    version: version(),
    actor,
    occurredAt: occurredAt(),
  }),
  key: (agent) => `${agent.shopId}:${agent.userId}`,
  subject: (agent) => agent.userId,
});

/** What routing knows of one agent in one shop. */
export type AgentLoadState = Static<typeof agentLoadState.schema>;
