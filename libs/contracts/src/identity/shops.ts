import Type, { type Static } from 'typebox';
import { actor } from '../actor.js';
import { defineEvent } from '../define-event.js';
import { language, line, nullable, occurredAt, uuid, version, vocabulary } from '../fields.js';
import { stateTopic } from '../topic.js';

/** identity.shops.v1 */
export const shopsTopic = stateTopic({
  name: 'identity.shops.v1',
  owner: 'identity',
  consumers: ['team', 'routing', 'translation'],
  key: 'shopId',
  description: 'Every shop and the account it belongs to.',
});

/** A closed shop can be opened again. May grow: only an active shop works. */
export const shopStatuses = ['active', 'closed'] as const;

/** The whole state of one shop. */
export const shopState = defineEvent({
  type: 'identity.shop',
  version: 1,
  topic: shopsTopic,
  scope: 'shop',
  description: 'A shop as it is now.',
  schema: Type.Object({
    accountId: uuid(),
    shopId: uuid(),
    name: line(100),
    customerLanguage: nullable(language('The language customers are assumed to write until it is detected.')),
    status: vocabulary(shopStatuses, 'Closed: read only, and nothing is assigned.'),
    version: version(),
    actor,
    occurredAt: occurredAt(),
  }),
  key: (shop) => shop.shopId,
  subject: (shop) => shop.shopId,
});

/** The whole state of one shop. */
export type ShopState = Static<typeof shopState.schema>;
