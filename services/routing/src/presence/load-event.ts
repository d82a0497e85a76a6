import { agentLoadState, systemActor } from '@switchboard/contracts';
import { event } from '@switchboard/messaging';

/** What is published of an agent. */
export interface ToldLoad {
  accountId: string;
  shopId: string;
  agentId: string;
  openChats: number;
  online: boolean;
  version: number;
  publishedAt: Date;
}

/** The event of `routing.agents.v1`; `agents`: those whose row changed with it, for the relay to make known in Redis. */
export function loadEvent(load: ToldLoad, agents: readonly string[] = []) {
  const { accountId, shopId, agentId, openChats, online, version, publishedAt } = load;
  const data = {
    accountId,
    shopId,
    userId: agentId,
    openChats,
    presence: online ? ('online' as const) : ('offline' as const),
    version,
    actor: systemActor,
    occurredAt: publishedAt.toISOString(),
  };
  return event(agentLoadState, data, {
    accountId,
    shopId,
    agents,
    aggregate: { type: 'agent-load', id: agentId },
  });
}
