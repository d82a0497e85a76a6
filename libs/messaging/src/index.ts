export { MessagingModule, type RelayOptions, type StateOptions } from './messaging.module.js';
export { messagingEnvironment } from './messaging.environment.js';
export { messagingExtension } from './messaging.extension.js';
export { MessagingSettings, type MessagingOptions } from './messaging-settings.js';

export { event, type EventContext, type OutgoingEvent } from './outbox/outgoing-event.js';
export { auditEvent, type AuditedChange } from './audit/audit-event.js';
export { Outbox } from './outbox/outbox.js';
export { installOutbox } from './outbox/outbox-tables.js';
export { type RelayedRow, type RelayHook } from './outbox/relay-hook.js';

export { Inbox, type InboxEvent } from './inbox/inbox.js';
export { installInbox } from './inbox/inbox-tables.js';

export { OnEvent } from './consumer/on-event.js';
export { type IncomingEvent } from './consumer/incoming-event.js';
export { aloneUnlessTransient, InvalidEventError, TransientError } from './consumer/consumer-errors.js';
export { ProcessEnd } from './consumer/consumer-health.js';
export { CaughtUp } from './consumer/caught-up.js';

export { ensureTopics } from './topics/ensure-topics.js';
export { stateEvent } from './states/state-event.js';
export { type StateSource } from './states/state-source.js';
export { deadLetterCommands, stateCommands } from './operator/messaging-commands.js';
export { TopicDesk, type GroupPosition } from './operator/topic-desk.js';
export { type TopicReading } from './operator/read-topics.js';
export { quietRequestTimers } from './kafka/request-timers.js';
export { type ReceivedRecord } from './kafka/kafka-port.js';
