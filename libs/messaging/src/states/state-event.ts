import type { EventData, EventDefinition } from '@switchboard/contracts';
import { event, type OutgoingEvent } from '../outbox/outgoing-event.js';

/** The event of a state: appended to the outbox whole, in the transaction that changed it and under its row's lock. */
export function stateEvent<Definition extends EventDefinition>(
  definition: Definition,
  state: EventData<Definition>,
): OutgoingEvent<Definition> {
  const { accountId, shopId = null } = state as { accountId: string | null; shopId?: string };
  return event(definition, state, { accountId, shopId });
}
