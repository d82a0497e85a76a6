import type { Static, TSchema } from 'typebox';
import type { TopicDefinition, TopicOwner } from './topic.js';

/** The tenant an event belongs to; it travels in the headers `accountid` and `shopid`. */
export interface EventScope {
  /** Null only for what belongs to the platform itself. */
  accountId: string | null;
  shopId?: string | null;
}

/** One type of event in one version: everything a producer or a consumer has to know about it. */
export interface EventDefinition<
  Schema extends TSchema = TSchema,
  CeType extends string = string,
  Owner extends TopicOwner = TopicOwner,
> {
  /** The stable name without the version, such as `routing.chat.assigned`. */
  readonly type: string;
  readonly version: number;
  /** `ce_type` on the wire: type and version, such as `routing.chat.assigned.v1`. */
  readonly ceType: CeType;
  readonly topic: TopicDefinition<Owner>;
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
export type EventData<Definition> = Definition extends { readonly schema: infer Schema extends TSchema }
  ? Static<Schema>
  : never;

/** Defines an event. A breaking change is a new definition with the next version, beside this one. */
export function defineEvent<
  const Schema extends TSchema,
  const Type extends string,
  const Version extends number,
  Owner extends TopicOwner,
>(
  definition: Omit<EventDefinition<Schema, string, Owner>, 'ceType' | 'type' | 'version'> & {
    readonly type: Type;
    readonly version: Version;
  },
): EventDefinition<Schema, `${Type}.v${Version}`, Owner> {
  const ceType: `${Type}.v${Version}` = `${definition.type}.v${definition.version}`;
  return Object.freeze({ ...definition, ceType });
}
