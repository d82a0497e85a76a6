import Type, { type Static } from 'typebox';
import { actor } from '../actor.js';
import { card } from '../card.js';
import { MESSAGE_TEXT_LIMIT } from '../message-text.js';
import { defineEvent } from '../define-event.js';
import { instant, language, line, nullable, occurredAt, revision, text, uuid } from '../fields.js';
import { eventTopic } from '../topic.js';
import { customer } from './chats.js';

/** routing.messages.v1 */
export const messagesTopic = eventTopic({
  name: 'routing.messages.v1',
  owner: 'routing',
  consumers: ['translation', 'others'],
  key: 'chatId',
  description: 'Every message that routing accepted, either direction; never a note.',
});

/** `in` from the customer, `out` to the customer, `note` for colleagues only. */
export const directions = ['in', 'out', 'note'] as const;

/** Notes never stand on this topic: other services and storefronts must not see them. */
const toldDirection = Type.Enum(['in', 'out'], { description: 'From the customer, or to the customer.' });

/** Of `text` and `card` one is null and the other is not. */
export const exactlyOneOfTextAndCard = {
  oneOf: [
    { properties: { text: { type: 'string' }, card: { type: 'null' } } },
    { properties: { text: { type: 'null' }, card: { type: 'object' } } },
  ],
};

const message = Type.Object(
  {
    id: uuid(),
    chatId: uuid(),
    seq: Type.Integer({ minimum: 1, description: 'Counts up per chat; it alone orders a thread.' }),
    direction: toldDirection,
    author: Type.Object({
      id: nullable(line(200, "A userId or the shop's customer id.")),
      nickname: nullable(line(400, 'As it was then.')),
    }),
    text: nullable(text(MESSAGE_TEXT_LIMIT)),
    card: nullable(card),
    language: nullable(language('Where it is known already.')),
    sentAt: instant('By the storefront where it says; shown only.'),
    acceptedAt: instant(),
    revision: Type.Optional(revision()),
  },
  exactlyOneOfTextAndCard,
);

/** A message as it was accepted. Translations follow on translation.messages.v1. */
export const messageCreated = defineEvent({
  type: 'routing.message.created',
  version: 1,
  topic: messagesTopic,
  scope: 'shop',
  description: 'A message joined a chat.',
  schema: Type.Object({
    accountId: uuid(),
    shopId: uuid(),
    message,
    customer,
    agentId: nullable(uuid('Who held the chat at that moment.')),
    actor,
    occurredAt: occurredAt(),
  }),
  key: (data) => data.message.chatId,
  subject: (data) => data.message.id,
});

/** `in`, `out` or `note`. */
export type Direction = (typeof directions)[number];
/** A message that routing accepted. */
export type MessageCreated = Static<typeof messageCreated.schema>;
