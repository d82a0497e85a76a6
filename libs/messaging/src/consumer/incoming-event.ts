import type { EventData, EventDefinition } from '@switchboard/contracts';

/** A valid event as a handler gets it. */
export interface IncomingEvent<Definition extends EventDefinition = EventDefinition> {
  /** The same on every delivery. */
  id: string;
  /** `ce_type`, such as `routing.chat.assigned.v1`. */
  type: string;
  /** RFC 3339, by the producer's clock. */
  time: string;
  /** The service that produced it, such as `/switchboard/routing`. */
  source: string;
  subject: string | null;
  accountId: string | null;
  shopId: string | null;
  data: EventData<Definition>;
  topic: string;
  partition: number;
  offset: number;
  key: string;
}
