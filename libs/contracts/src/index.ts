export { actor, actorKinds, actorLabel, systemActor, userActor, type EventActor } from './actor.js';
export { card, cardProblem, CARD_BYTES_LIMIT, CARD_KIND_PATTERN, type Card } from './card.js';
export { MESSAGE_TEXT_LIMIT, messageText, messageTextFault } from './message-text.js';
export { defineEvent, type EventData, type EventDefinition, type EventScope } from './define-event.js';
export { dlqOf, topicConfig, type TopicDefinition } from './topic.js';
export {
  definitionsOn,
  eventDefinitions,
  topicNamed,
  topics,
  type EventOfType,
  type EventType,
  type EventTypeOf,
} from './events.js';
export { knownWord, type OpenWord } from './fields.js';
export { eventHeaders, headerOf, type HeaderValue, type RawHeaders } from './headers.js';
export {
  encodeEvent,
  EventNotProducibleError,
  type EncodedEvent,
  type EventEnvelope,
} from './encode-event.js';
export {
  decodeEvent,
  type DecodedEvent,
  type DecodeResult,
  type EventRefusal,
  type EventRefusalReason,
  type RawEvent,
} from './decode-event.js';
export { problemsForConsumer, problemsForProducer, type DataProblem } from './validators.js';

export {
  membersTopic,
  memberState,
  memberStatuses,
  roles,
  type MemberState,
  type MemberStatus,
  type Role,
  type ShopAccess,
} from './identity/members.js';
export { shopStatuses, shopsTopic, shopState, type ShopState } from './identity/shops.js';
export {
  apiKeyScopes,
  apiKeysTopic,
  apiKeyState,
  type ApiKeyScope,
  type ApiKeyState,
} from './identity/api-keys.js';
export { agentProfileState, agentsTopic, MAX_CAPACITY, type AgentProfileState } from './team/agents.js';
export {
  assignmentModes,
  chatAccessRoles,
  settingsTopic,
  shopSettingsState,
  type AssignmentMode,
  type ChatAccessRole,
  type ShopSettingsState,
} from './team/settings.js';
export { agentLoadState, agentLoadTopic, presences, type AgentLoadState } from './routing/agents.js';
export { chatStates, type ChatState } from './routing/chat-states.js';
export { chatReasons, moveKinds, type ChatReason, type MoveKind } from './routing/chat-moves.js';
export {
  chatAssigned,
  chatClosed,
  chatOpened,
  chatQueued,
  chatReopened,
  chatsTopic,
  chatTransferred,
  type ChatAgent,
  type ChatChange,
  type ChatSnapshot,
  type EventCustomer,
} from './routing/chats.js';
export {
  directions,
  messageCreated,
  messagesTopic,
  type Direction,
  type MessageCreated,
} from './routing/messages.js';
export {
  chatLanguage,
  chatTranslationSetting,
  translationSettingsTopic,
  translationModes,
  userTranslationSetting,
  type ChatLanguage,
  type ChatTranslationSetting,
  type TranslationSetting,
  type UserTranslationSetting,
} from './translation/settings.js';
export {
  messageTranslated,
  TRANSLATED_TEXT_LIMIT,
  translationPurposes,
  translationReasons,
  translationsTopic,
  translationStatuses,
  type MessageTranslated,
  type TranslationStatus,
} from './translation/messages.js';
export { customerMessageReceived, inboundTopic, type CustomerMessageReceived } from './chat/inbound.js';
export { outboundTopic, replySent, type ReplySent } from './chat/outbound.js';
export { auditEntry, auditTopic, type AuditEntry } from './audit/entries.js';
export { internalAgents, type InternalAgents } from './internal-agents.js';
export {
  deliveryStatuses,
  settingNames,
  streamEvents,
  type AgentView,
  type ChatView,
  type CountsView,
  type MessageView,
  type StreamEvent,
  type StreamEventType,
} from './stream.js';
