import Type, { type Static, type TSchema } from 'typebox';
import { card } from './card.js';
import {
  count,
  instant,
  language,
  line,
  nullable,
  revision,
  text,
  uuid,
  version,
  vocabulary,
} from './fields.js';
import { MESSAGE_TEXT_LIMIT } from './message-text.js';
import { presences } from './routing/agents.js';
import { chatAgent, chatSnapshot, customer } from './routing/chats.js';
import { directions } from './routing/messages.js';
import { TRANSLATED_TEXT_LIMIT, translationReason, translationStatus } from './translation/messages.js';

/** How far a reply is on its way to the customer; the last two are what the storefront says. */
export const deliveryStatuses = ['pending', 'sent', 'delivered', 'refused'] as const;

/** Settings of a shop or a user, as `settings.updated` names them. May grow. */
export const settingNames = ['assignment', 'chat-access', 'lifecycle', 'new-agents', 'translation'] as const;

/** A message as frontends see it. */
export const messageView = Type.Object({
  id: uuid(),
  chatId: uuid(),
  seq: Type.Integer({ minimum: 1 }),
  direction: Type.Enum([...directions]),
  author: Type.Object({ id: nullable(line(200)), nickname: nullable(line(400)) }),
  text: nullable(text(MESSAGE_TEXT_LIMIT)),
  card: nullable(card),
  language: nullable(language()),
  translations: Type.Record(
    Type.String(),
    Type.Object({
      text: nullable(text(TRANSLATED_TEXT_LIMIT)),
      status: translationStatus,
      provider: nullable(line(40)),
      reason: Type.Optional(translationReason),
    }),
    { description: 'By target language.' },
  ),
  sentAt: instant(),
  acceptedAt: instant(),
  revision: revision(),
  delivery: nullable(
    Type.Object({
      status: Type.Enum([...deliveryStatuses]),
      text: nullable(text(TRANSLATED_TEXT_LIMIT)),
      language: nullable(language()),
      at: nullable(instant()),
    }),
  ),
});

/** A chat as one reader sees it: `allowedActions` draws the buttons. */
export const chatView = Type.Object({
  id: uuid(),
  shopId: uuid(),
  customer,
  state: chatSnapshot.properties.state,
  agent: nullable(chatAgent),
  version: version(),
  revision: revision(),
  openedAt: instant(),
  waitingSince: nullable(instant()),
  closedAt: nullable(instant()),
  lastMessageAt: nullable(instant()),
  lastMessage: nullable(messageView),
  unread: count('Customer messages after the marker.'),
  allowedActions: Type.Array(Type.String()),
});

/** What routing knows of an agent, for team pages and pickers. */
export const agentView = Type.Object({
  id: uuid(),
  nickname: line(400),
  avatarHash: nullable(Type.String()),
  openChats: count('Assigned chats.'),
  revision: Type.Optional(revision()),
  maxCapacity: Type.Integer(),
  acceptChats: Type.Boolean(),
  presence: Type.Enum([...presences]),
});

/** The numbers beside the views. `allOpen` only for readers with chats:all. */
export const countsView = Type.Object({
  mine: count('Own open chats.'),
  unread: count('Own open chats with unread messages.'),
  queue: count('Chats that wait.'),
  allOpen: Type.Optional(count('Every open chat of the shop.')),
  closed: count('Closed chats the reader may see.'),
});

const streamEvent = <const Name extends string, Payload extends Record<string, TSchema>>(
  type: Name,
  payload: Payload,
  description: string,
) =>
  Type.Object(
    {
      id: line(8_000, 'The position: resume with `Last-Event-ID` or `?lastEventId=`.'),
      type: Type.Literal(type),
      shopId: uuid(),
      version: count("The version of what it is about; a chat's, an agent's, a message's seq."),
      ...payload,
    },
    { description },
  );

/**
 * The events of GET /v1/stream. `reset` has no shop where every shop's position is gone. An event that is added here
 * does not compile until it is handled (docs/how-to/event.md).
 */
export const streamEvents = {
  'chat.upserted': streamEvent('chat.upserted', { chat: chatView }, 'A chat as the reader sees it now.'),
  'chat.removed': streamEvent('chat.removed', { chatId: uuid() }, "A chat left the reader's view."),
  'message.created': streamEvent('message.created', { message: messageView }, 'A message joined a chat.'),
  'message.updated': streamEvent(
    'message.updated',
    { message: messageView },
    'A translation or delivery came.',
  ),
  'agent.updated': streamEvent('agent.updated', { agent: agentView }, 'Nickname, picture, load or presence.'),
  'counts.updated': streamEvent('counts.updated', { counts: countsView }, "The reader's numbers changed."),
  'settings.updated': streamEvent(
    'settings.updated',
    { setting: vocabulary(settingNames, 'Which one.') },
    'A setting changed: read it again.',
  ),
  reset: Type.Object(
    {
      id: line(100),
      type: Type.Literal('reset'),
      shopId: nullable(uuid()),
      version: count('0'),
    },
    { description: 'The position is gone: reload everything, then go on from here.' },
  ),
} as const;

/** The name of a live stream event. */
export type StreamEventType = keyof typeof streamEvents;
/** One event of the live stream, discriminated by `type`. */
export type StreamEvent = { [Name in StreamEventType]: Static<(typeof streamEvents)[Name]> }[StreamEventType];
/** A message as frontends see it. */
export type MessageView = Static<typeof messageView>;
/** A chat as one reader sees it. */
export type ChatView = Static<typeof chatView>;
/** An agent as routing shows it. */
export type AgentView = Static<typeof agentView>;
/** The numbers beside the views. */
export type CountsView = Static<typeof countsView>;
