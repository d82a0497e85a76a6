import Type, { type Static } from 'typebox';
import { card } from '../card.js';
import { MESSAGE_TEXT_LIMIT } from '../message-text.js';
import { defineEvent } from '../define-event.js';
import { language, line, nullable, occurredAt, text, uuid } from '../fields.js';
import { chatAgent } from '../routing/chats.js';
import { exactlyOneOfTextAndCard } from '../routing/messages.js';
import { eventTopic } from '../topic.js';
import { TRANSLATED_TEXT_LIMIT, translationReason, translationStatus } from '../translation/messages.js';

/** chat.outbound.v1 */
export const outboundTopic = eventTopic({
  name: 'chat.outbound.v1',
  owner: 'routing',
  consumers: ['storefronts'],
  key: 'shopId:customerId',
  description: 'What customers are to receive: one event per reply, per chat in the order of seq.',
});

/** One reply, in the language the customer gets it in, with the original beside it. */
export const replySent = defineEvent({
  type: 'chat.reply.sent',
  version: 1,
  topic: outboundTopic,
  scope: 'shop',
  description: 'A reply leaves for the customer. It never leaves a second time.',
  schema: Type.Object(
    {
      accountId: uuid(),
      shopId: uuid(),
      chatId: uuid(),
      messageId: uuid(),
      seq: Type.Integer({ minimum: 1 }),
      customerId: line(200),
      agent: chatAgent,
      text: nullable(text(TRANSLATED_TEXT_LIMIT, 'What the customer reads.')),
      card: nullable(card),
      language: nullable(language('The language of `text`, where known.')),
      original: nullable(
        Type.Object(
          { text: text(MESSAGE_TEXT_LIMIT), language: nullable(language()) },
          {
            description: 'What the agent wrote; null for a card.',
          },
        ),
      ),
      translation: Type.Object({
        status: translationStatus,
        provider: nullable(line(40)),
        reason: Type.Optional(translationReason),
      }),
      occurredAt: occurredAt(),
    },
    exactlyOneOfTextAndCard,
  ),
  key: (reply) => `${reply.shopId}:${reply.customerId}`,
  subject: (reply) => reply.messageId,
});

/** One reply on its way to the customer. */
export type ReplySent = Static<typeof replySent.schema>;
