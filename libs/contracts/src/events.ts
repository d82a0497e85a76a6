import { auditEntry } from './audit/entries.js';
import { customerMessageReceived } from './chat/inbound.js';
import { replySent } from './chat/outbound.js';
import type { EventDefinition } from './define-event.js';
import { apiKeyState } from './identity/api-keys.js';
import { memberState } from './identity/members.js';
import { shopState } from './identity/shops.js';
import { agentLoadState } from './routing/agents.js';
import {
  chatAssigned,
  chatClosed,
  chatOpened,
  chatQueued,
  chatReopened,
  chatTransferred,
} from './routing/chats.js';
import { messageCreated } from './routing/messages.js';
import { agentProfileState } from './team/agents.js';
import { shopSettingsState } from './team/settings.js';
import { messageTranslated } from './translation/messages.js';
import { chatLanguage, chatTranslationSetting, userTranslationSetting } from './translation/settings.js';
import type { TopicDefinition, TopicOwner } from './topic.js';

const every = [
  memberState,
  shopState,
  apiKeyState,
  agentProfileState,
  shopSettingsState,
  agentLoadState,
  userTranslationSetting,
  chatTranslationSetting,
  chatLanguage,
  customerMessageReceived,
  chatOpened,
  chatQueued,
  chatAssigned,
  chatTransferred,
  chatClosed,
  chatReopened,
  messageCreated,
  messageTranslated,
  replySent,
  auditEntry,
] as const;

/** Every released event type and version. Nothing is ever taken out of this list. */
export const eventDefinitions: readonly EventDefinition[] = every;

type Definition = (typeof every)[number];

/** `ce_type` of every event. */
export type EventType = Definition['ceType'];

/** The definition of an event by its `ce_type`. */
export type EventOfType<Type extends EventType> = Extract<Definition, { ceType: Type }>;

/**
 * `ce_type` of the events that a service puts on topics: a map with these keys does not compile while an event is
 * missing in it.
 */
export type EventTypeOf<Service extends TopicOwner> = Extract<
  Definition,
  { topic: { owner: Service | 'every service' } }
>['ceType'];

/** Every topic of SPEC section 8, dead letters aside (`dlqOf`). */
export const topics: readonly TopicDefinition[] = [...new Set(eventDefinitions.map(({ topic }) => topic))];

/** The events that may stand on a topic. */
export const definitionsOn = (topic: TopicDefinition): EventDefinition[] =>
  eventDefinitions.filter((definition) => definition.topic.name === topic.name);

/** The topic of that name (without the operator's prefix), or undefined. */
export const topicNamed = (name: string): TopicDefinition | undefined =>
  topics.find((topic) => topic.name === name);
