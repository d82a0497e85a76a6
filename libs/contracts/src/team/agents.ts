import Type, { type Static } from 'typebox';
import { actor } from '../actor.js';
import { defineEvent } from '../define-event.js';
import { line, nullable, occurredAt, uuid, version } from '../fields.js';
import { stateTopic } from '../topic.js';

/** Chats an agent may be given, at most. Article: "any number between 1-999". */
export const MAX_CAPACITY = 999;

/** team.agents.v1 */
export const agentsTopic = stateTopic({
  name: 'team.agents.v1',
  owner: 'team',
  consumers: ['routing'],
  key: 'shopId:userId',
  description: "Every agent's profile per shop: effective nickname, picture, capacity, accepting.",
});

/** An avatar's content hash, the last part of /v1/avatars/{hash}. */
export const avatarHash = () =>
  nullable(
    Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the served picture; null: none.' }),
  );

/** The whole state of one agent's profile in one shop. It is kept while the member is away. */
export const agentProfileState = defineEvent({
  type: 'team.agent',
  version: 1,
  topic: agentsTopic,
  scope: 'shop',
  description: 'A profile as customers and routing see it; a nickname under review is not in it.',
  schema: Type.Object({
    accountId: uuid(),
    shopId: uuid(),
    userId: uuid(),
    nickname: line(400, 'The effective one; 1-40 grapheme clusters.'),
    avatarHash: avatarHash(),
    maxCapacity: Type.Integer({ minimum: 1, maximum: MAX_CAPACITY }),
    acceptChats: Type.Boolean({ description: 'Off: manual assignments only.' }),
    version: version(),
    actor,
    occurredAt: occurredAt(),
  }),
  key: (agent) => `${agent.shopId}:${agent.userId}`,
  subject: (agent) => agent.userId,
});

/** The whole state of one agent's profile in one shop. */
export type AgentProfileState = Static<typeof agentProfileState.schema>;
