import Type, { type Static } from 'typebox';
import { memberState } from './identity/members.js';
import { agentProfileState } from './team/agents.js';

/**
 * The body of routing's `PUT /internal/v1/agents`, by which identity and team hand over a state before they answer
 * their caller: the data of the event that follows. A member is expanded to its shops by routing.
 */
export const internalAgents = Type.Union([
  Type.Object({ member: memberState.schema }),
  Type.Object({ agents: Type.Array(agentProfileState.schema, { minItems: 1, maxItems: 100 }) }),
]);

/** `{member}` or `{agents: []}`. */
export type InternalAgents = Static<typeof internalAgents>;
