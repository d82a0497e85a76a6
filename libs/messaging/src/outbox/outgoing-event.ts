import type { EventData, EventDefinition } from '@switchboard/contracts';
import { v7 as uuidv7 } from 'uuid';

/** What an event says about itself beside its data. */
export interface EventContext {
  /** Null only for what belongs to the platform itself. */
  accountId: string | null;
  shopId?: string | null;
  /** Agents whose workload the same transaction touched: the relay hands them to its hooks. */
  agents?: readonly string[];
  /** The row whose lock was taken before; default: the definition's type and the event's subject. */
  aggregate?: { type: string; id: string };
}

/** An event on its way into the outbox. */
export interface OutgoingEvent<Definition extends EventDefinition = EventDefinition> extends EventContext {
  /** The same on every delivery; consumers know a repetition by it. */
  id: string;
  definition: Definition;
  data: EventData<Definition>;
}

/** Makes an event to hand to `Outbox.append`. */
export function event<Definition extends EventDefinition>(
  definition: Definition,
  data: EventData<Definition>,
  context: EventContext,
): OutgoingEvent<Definition> {
  return { id: uuidv7(), definition, data, ...context };
}
