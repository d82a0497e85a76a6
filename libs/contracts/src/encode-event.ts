import type { EventData, EventDefinition, EventScope } from './define-event.js';
import { eventHeaders } from './headers.js';
import { problemsForProducer, type DataProblem } from './validators.js';

/** What the envelope of an event says beside its data. */
export interface EventEnvelope extends EventScope {
  /** Stays the same on every redelivery. */
  id: string;
  /** The service that produces it, such as `routing`. */
  source: string;
  /** RFC 3339, by the database of the producer. */
  time: string;
  /** W3C trace context of what caused it. */
  traceparent?: string | undefined;
}

/** An event ready for an outbox row or a Kafka record; the record's value is `data` as JSON. */
export interface EncodedEvent {
  id: string;
  type: string;
  topic: string;
  key: string;
  headers: Record<string, string>;
  data: unknown;
}

/** A producer made an event that its own definition refuses: a bug in the producer, never sent. */
export class EventNotProducibleError extends Error {
  override readonly name = 'EventNotProducibleError';
  constructor(
    readonly ceType: string,
    readonly problems: readonly DataProblem[],
  ) {
    super(`${ceType}: ${problems.map(({ path, message }) => `${path || 'data'} ${message}`).join('; ')}`);
  }
}

/** Puts an event into its wire form, checked strictly: fields that the definition does not name are refused. */
export function encodeEvent<Definition extends EventDefinition>(
  definition: Definition,
  data: EventData<Definition>,
  envelope: EventEnvelope,
): EncodedEvent {
  const problems = [...problemsForProducer(definition, data), ...scopeProblems(definition, envelope)];
  if (problems.length > 0) throw new EventNotProducibleError(definition.ceType, problems);
  const headers: Record<string, string> = {
    [eventHeaders.specVersion]: '1.0',
    [eventHeaders.id]: envelope.id,
    [eventHeaders.type]: definition.ceType,
    [eventHeaders.source]: `/switchboard/${envelope.source}`,
    [eventHeaders.time]: envelope.time,
    [eventHeaders.subject]: definition.subject(data, envelope),
    [eventHeaders.contentType]: 'application/json',
  };
  if (envelope.accountId) headers[eventHeaders.accountId] = envelope.accountId;
  if (envelope.shopId) headers[eventHeaders.shopId] = envelope.shopId;
  if (envelope.traceparent) headers[eventHeaders.traceparent] = envelope.traceparent;
  return {
    id: envelope.id,
    type: definition.ceType,
    topic: definition.topic.name,
    key: definition.key(data, envelope),
    headers,
    data,
  };
}

function scopeProblems({ scope }: EventDefinition, { accountId, shopId }: EventScope): DataProblem[] {
  const missing: DataProblem[] = [];
  if (scope !== 'platform' && !accountId)
    missing.push({ path: eventHeaders.accountId, message: 'is required' });
  if (scope === 'shop' && !shopId) missing.push({ path: eventHeaders.shopId, message: 'is required' });
  return missing;
}
