import type { Static, TSchema } from 'typebox';
import type { TopicDefinition } from './topic.js';

/** The tenant an event belongs to; it travels in the headers `accountid` and `shopid`. */
export interface EventScope {
  /** Null only for what belongs to the platform itself. */
  accountId: string | null;
  shopId?: string | null;
}

/** One type of event in one version: everything a producer or a consumer has to know about it. */
export interface EventDefinition<Schema extends TSchema = TSchema> {
  /** The stable name without the version, such as `routing.chat.assigned`. */
  readonly type: string;
  readonly version: number;
  /** `ce_type` on the wire: type and version, such as `routing.chat.assigned.v1`. */
  readonly ceType: string;
  readonly topic: TopicDefinition;
  /** Which tenant headers it must carry. */
  readonly scope: 'platform' | 'account' | 'shop';
  /** The data, open to additive fields; producers are held to exactly these fields. */
  readonly schema: Schema;
  readonly description: string;
  /** The Kafka key: events with the same one keep their order. */
  key(data: Static<Schema>, scope: EventScope): string;
  /** `ce_subject`: the id of the thing it is about. */
  subject(data: Static<Schema>, scope: EventScope): string;
}

/** The data of an event, from its definition. */
export type EventData<Definition> = Definition extends EventDefinition<infer Schema> ? Static<Schema> : never;

/** Defines an event. A breaking change is a new definition with the next version, beside this one. */
export function defineEvent<const Schema extends TSchema>(
  definition: Omit<EventDefinition<Schema>, 'ceType'>,
): EventDefinition<Schema> {
  return Object.freeze({ ...definition, ceType: `${definition.type}.v${definition.version}` });
}
