import Type, { type Static } from 'typebox';
import { card } from '../card.js';
import { defineEvent } from '../define-event.js';
import { instant, language, line } from '../fields.js';
import { messageText } from '../message-text.js';
import { eventTopic } from '../topic.js';

/** chat.inbound.v1 */
export const inboundTopic = eventTopic({
  name: 'chat.inbound.v1',
  owner: 'storefronts',
  consumers: ['routing'],
  key: 'shopId:customerId',
  description: "Customers' messages from storefronts. Shop and account are in the headers and are checked.",
});

/** What a customer wrote. The same body as POST /v1/shops/{shopId}/inbound-messages. */
export const customerMessageReceived = defineEvent({
  type: 'chat.message.received',
  version: 1,
  topic: inboundTopic,
  scope: 'shop',
  description:
    'A customer wrote to a shop. Delivered twice (same shop and externalMessageId), it has one effect.',
  schema: Type.Object(
    {
      customerId: line(200, "The shop's own customer id."),
      customerName: Type.Optional(line(200)),
      customerLanguage: Type.Optional(language()),
      externalMessageId: line(200, "The storefront's own id of the message, unique per shop."),
      text: Type.Optional(messageText),
      card: Type.Optional(card),
      sentAt: Type.Optional(instant('When the customer sent it; shown only, never used for order.')),
    },
    { oneOf: [{ required: ['text'] }, { required: ['card'] }] },
  ),
  key: (message, { shopId }) => `${shopId}:${message.customerId}`,
  subject: (message) => message.externalMessageId,
});

/** What a customer wrote. */
export type CustomerMessageReceived = Static<typeof customerMessageReceived.schema>;
