import Type, { type Static } from 'typebox';
import { actor } from '../actor.js';
import { defineEvent } from '../define-event.js';
import {
  count,
  instant,
  language,
  line,
  nullable,
  occurredAt,
  revision,
  uuid,
  version,
  vocabulary,
} from '../fields.js';
import { avatarHash } from '../team/agents.js';
import { eventTopic } from '../topic.js';
import { chatReasons } from './chat-moves.js';
import { chatStates } from './chat-states.js';

/** routing.chats.v1 */
export const chatsTopic = eventTopic({
  name: 'routing.chats.v1',
  owner: 'routing',
  consumers: ['translation', 'others'],
  key: 'chatId',
  description: "Every change of a chat's state or agent, with the chat as it is after it.",
});

/** A buyer, by the shop's own id. */
export const customer = Type.Object({
  id: line(200, "The shop's own customer id."),
  name: nullable(line(200)),
  language: nullable(language('As the storefront gave it.')),
});

/** An agent as the customer sees it. */
export const chatAgent = Type.Object({
  id: uuid('The userId.'),
  nickname: line(400),
  avatarHash: avatarHash(),
});

/** A chat right after the change. Version rises with every change of state and agent. */
export const chatSnapshot = Type.Object({
  id: uuid(),
  customer,
  state: Type.Enum([...chatStates]),
  agent: nullable(chatAgent),
  version: version('Rises with state and agent.'),
  revision: Type.Optional(revision()),
  openedAt: instant('Start of the current opening.'),
  waitingSince: nullable(instant('Queued since; null unless queued.')),
  closedAt: nullable(instant()),
  lastMessageAt: nullable(instant()),
  lastSeq: count('The newest message of the thread.'),
});

const change = Type.Object({
  accountId: uuid(),
  shopId: uuid(),
  chat: chatSnapshot,
  previousAgentId: nullable(uuid('Who held it before, if anybody did.')),
  actor,
  reason: vocabulary(chatReasons, 'Why it happened.'),
  explanationId: nullable(uuid('The decision behind an assignment, in the assignments history.')),
  occurredAt: occurredAt(),
});

const defineChange = <const Name extends string>(name: Name, description: string) =>
  defineEvent({
    type: `routing.chat.${name}` as const,
    version: 1,
    topic: chatsTopic,
    scope: 'shop',
    description,
    schema: change,
    key: (data) => data.chat.id,
    subject: (data) => data.chat.id,
  });

/** A customer wrote for the first time: the chat exists now. */
export const chatOpened = defineChange('opened', 'A new chat, in the queue.');
/** Back in the queue: its agent is gone. */
export const chatQueued = defineChange('queued', 'An assigned chat went back to the queue.');
/** From the queue to an agent: by the shop's mode, as the one who had it before, or by hand. */
export const chatAssigned = defineChange('assigned', 'A queued chat was given to an agent.');
/** From one agent to another, in one step. */
export const chatTransferred = defineChange('transferred', 'A chat moved from one agent to another.');
/** Closed, by hand or by time. */
export const chatClosed = defineChange('closed', 'A chat was closed.');
/**
 * The same thread goes on. A customer's message puts it into the queue, and `assigned` follows, also where its last
 * agent gets it (reason `previous_agent`); an agent who reopens it has it at once.
 */
export const chatReopened = defineChange(
  'reopened',
  'A closed chat is open again, with the same id: queued by a message of its customer, or assigned to the agent who reopened it.',
);

/** A change of a chat's state or agent. */
export type ChatChange = Static<typeof change>;
/** A chat right after a change. */
export type ChatSnapshot = Static<typeof chatSnapshot>;
/** An agent as the customer sees it. */
export type ChatAgent = Static<typeof chatAgent>;
/** A buyer, by the shop's own id. */
export type EventCustomer = Static<typeof customer>;
