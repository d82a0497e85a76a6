import { IsDateTime } from 'typebox/format';
import type { EventData, EventDefinition } from './define-event.js';
import { eventDefinitions } from './events.js';
import { isUuid } from './fields.js';
import { eventHeaders, headerOf, type RawHeaders } from './headers.js';
import { knownFields } from './open-schema.js';
import { problemsForConsumer, type DataProblem } from './validators.js';

/** A record as a Kafka client hands it out. */
export interface RawEvent {
  headers?: RawHeaders;
  value: Buffer | string | null;
}

/** An event that is what its definition says; fields the definition does not name are left out of `data`. */
export interface DecodedEvent<Definition = EventDefinition> {
  definition: Definition;
  id: string;
  /** `ce_type`, such as `routing.chat.assigned.v1`. */
  type: string;
  source: string;
  time: string;
  subject: string | null;
  accountId: string | null;
  shopId: string | null;
  traceparent: string | undefined;
  data: EventData<Definition>;
}

/** Why a record is not an event that can be processed. It goes to the dead letters without a retry. */
export type EventRefusalReason =
  'event.unknown_type' | 'event.unknown_version' | 'event.invalid' | 'event.missing_header';

/** What is wrong, without any of the data: reasons end up in logs and headers. */
export interface EventRefusal {
  reason: EventRefusalReason;
  /** Header names or JSON pointers into the data. */
  problems: DataProblem[];
}

/** Either the event or the reason why not. */
export type DecodeResult = ({ ok: true } & { event: DecodedEvent }) | ({ ok: false } & EventRefusal);

/**
 * Reads a Kafka record. `definitions` are those the reader accepts, usually `definitionsOn(topic)`: a type that
 * belongs to another topic is as unknown as one that was never defined.
 */
export function decodeEvent(
  record: RawEvent,
  definitions: readonly EventDefinition[] = eventDefinitions,
): DecodeResult {
  const header = (name: string) => headerOf(record.headers, name);
  const type = header(eventHeaders.type);
  if (type === undefined) return missing([eventHeaders.type]);
  const definition = definitions.find(({ ceType }) => ceType === type);
  if (!definition) return refuse(unknownReason(type, definitions), eventHeaders.type, 'is not known here');

  const absent = requiredHeaders(definition).filter((name) => header(name) === undefined);
  if (absent.length > 0) return missing(absent);

  const parsed = parse(record.value);
  if (!parsed.ok) return refuse('event.invalid', '', parsed.message);
  const problems = [
    ...headerProblems(definition, header),
    ...problemsForConsumer(definition, parsed.data),
    ...tenantProblems(parsed.data, header),
  ];
  if (problems.length > 0) return { ok: false, reason: 'event.invalid', problems };

  return {
    ok: true,
    event: {
      definition,
      id: header(eventHeaders.id) as string,
      type,
      source: header(eventHeaders.source) as string,
      time: header(eventHeaders.time) as string,
      subject: header(eventHeaders.subject) ?? null,
      accountId: header(eventHeaders.accountId) ?? null,
      shopId: header(eventHeaders.shopId) ?? null,
      traceparent: header(eventHeaders.traceparent),
      data: knownFields(definition.schema, parsed.data) as never,
    },
  };
}

const refuse = (reason: EventRefusalReason, path: string, message: string): DecodeResult => ({
  ok: false,
  reason,
  problems: [{ path, message }],
});

const missing = (names: string[]): DecodeResult => ({
  ok: false,
  reason: 'event.missing_header',
  problems: names.map((path) => ({ path, message: 'is required' })),
});

function requiredHeaders({ scope }: EventDefinition): string[] {
  const names: string[] = [eventHeaders.id, eventHeaders.source, eventHeaders.time];
  if (scope !== 'platform') names.push(eventHeaders.accountId);
  if (scope === 'shop') names.push(eventHeaders.shopId);
  return names;
}

function unknownReason(type: string, definitions: readonly EventDefinition[]): EventRefusalReason {
  const base = /^(.+)\.v\d+$/.exec(type)?.[1];
  return definitions.some((definition) => definition.type === base)
    ? 'event.unknown_version'
    : 'event.unknown_type';
}

function parse(value: RawEvent['value']): { ok: true; data: unknown } | { ok: false; message: string } {
  if (value === null) return { ok: false, message: 'is empty' };
  try {
    return { ok: true, data: JSON.parse(value.toString()) };
  } catch {
    return { ok: false, message: 'is not JSON' };
  }
}

function headerProblems(
  { topic }: EventDefinition,
  header: (name: string) => string | undefined,
): DataProblem[] {
  const problems: DataProblem[] = [];
  const check = (name: string, good: (value: string) => boolean, message: string) => {
    const value = header(name);
    if (value !== undefined && !good(value)) problems.push({ path: name, message });
  };
  check(eventHeaders.specVersion, (value) => value === '1.0', 'must be 1.0');
  // Inboxes keep the ids of the suite's own events as uuids; a storefront may number its events as it likes.
  if (topic.owner === 'storefronts') check(eventHeaders.id, (value) => value.length <= 200, 'is too long');
  else check(eventHeaders.id, isUuid, 'must be a uuid in lower case');
  check(
    eventHeaders.time,
    (value) => IsDateTime(value) && !Number.isNaN(Date.parse(value)),
    'must be a date-time',
  );
  check(eventHeaders.accountId, isUuid, 'must be a uuid in lower case');
  check(eventHeaders.shopId, isUuid, 'must be a uuid in lower case');
  return problems;
}

/** Headers and data must name the same tenant: a check against one must hold for the other. */
function tenantProblems(data: unknown, header: (name: string) => string | undefined): DataProblem[] {
  const named = data as { accountId?: unknown; shopId?: unknown } | null;
  const differs = (inData: unknown, name: string) => typeof inData === 'string' && header(name) !== inData;
  const problems: DataProblem[] = [];
  if (differs(named?.accountId, eventHeaders.accountId))
    problems.push({ path: '/accountId', message: 'differs from the header' });
  if (differs(named?.shopId, eventHeaders.shopId) && header(eventHeaders.shopId) !== undefined)
    problems.push({ path: '/shopId', message: 'differs from the header' });
  return problems;
}
