import Type, { type Static } from 'typebox';
import { actor } from '../actor.js';
import { defineEvent } from '../define-event.js';
import { language, line, nullable, occurredAt, text, uuid, vocabulary } from '../fields.js';
import { eventTopic } from '../topic.js';

/** translation.messages.v1 */
export const translationsTopic = eventTopic({
  name: 'translation.messages.v1',
  owner: 'translation',
  consumers: ['routing'],
  key: 'chatId',
  description: "A message's result in one language, for its reader or for the customer.",
});

/** A translated text grows; what providers answer is cut here, never silently elsewhere. */
export const TRANSLATED_TEXT_LIMIT = 16_000;

/** `translated`, `not_needed` (same or no language, cards) or `unavailable`. May grow: an unknown one has no text to show. */
export const translationStatuses = ['translated', 'not_needed', 'unavailable'] as const;

/** Why there is no translation. May grow. */
export const translationReasons = [
  'no_direction',
  'provider_failed',
  'too_late',
  'limit_reached',
  'language_unknown',
] as const;

/** The status of a translation. */
export const translationStatus = vocabulary(translationStatuses, 'Whether there is a translation.');

/** Why there is no translation; null where there is one, or none is needed. */
export const translationReason = nullable(vocabulary(translationReasons, 'Why there is no translation.'));

/** Who a translation is for. May grow; unknown purposes are ignored. */
export const translationPurposes = ['reader', 'customer'] as const;

/** The result for one message and one target. `translated` carries a text and its provider. */
export const messageTranslated = defineEvent({
  type: 'translation.message.translated',
  version: 1,
  topic: translationsTopic,
  scope: 'shop',
  description: 'A message was translated, needs no translation, or cannot be translated now.',
  schema: Type.Object(
    {
      accountId: uuid(),
      shopId: uuid(),
      chatId: uuid(),
      messageId: uuid(),
      purpose: vocabulary(
        translationPurposes,
        '`customer`: what the customer of an outgoing message receives. `reader`: shown in the back office.',
      ),
      to: nullable(language("The target. Null where the customer's language is not known.")),
      from: nullable(language('What the original was taken to be.')),
      status: translationStatus,
      text: nullable(text(TRANSLATED_TEXT_LIMIT)),
      provider: nullable(line(40)),
      reason: Type.Optional(translationReason),
      actor,
      occurredAt: occurredAt(),
    },
    {
      if: { properties: { status: { const: 'translated' } } },
      then: {
        properties: { to: { type: 'string' }, text: { type: 'string' }, provider: { type: 'string' } },
      },
      else: { properties: { text: { type: 'null' } } },
    },
  ),
  key: (data) => data.chatId,
  subject: (data) => data.messageId,
});

/** `translated`, `not_needed` or `unavailable`. */
export type TranslationStatus = (typeof translationStatuses)[number];
/** The result for one message and one target. */
export type MessageTranslated = Static<typeof messageTranslated.schema>;
