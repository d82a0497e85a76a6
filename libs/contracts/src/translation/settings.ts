import Type, { type Static } from 'typebox';
import { actor } from '../actor.js';
import { defineEvent } from '../define-event.js';
import { language, nullable, occurredAt, uuid, version, vocabulary } from '../fields.js';
import { stateTopic } from '../topic.js';

/** translation.settings.v1 */
export const translationSettingsTopic = stateTopic({
  name: 'translation.settings.v1',
  owner: 'translation',
  consumers: ['routing'],
  key: '`user:<shopId>:<userId>`, `chat:<chatId>:<userId>` or `language:<chatId>`',
  description:
    "A user's translation setting in a shop, its override for one chat, and each chat's customer language.",
});

/** `auto`: found from what is written and from the profile; `custom`: fixes what it names. May grow: an unknown one is `auto`. */
export const translationModes = ['auto', 'custom'] as const;

/** A user's setting. */
export const translationSetting = Type.Object(
  {
    enabled: Type.Boolean(),
    mode: vocabulary(translationModes, 'How the two languages are found.'),
    incomingTo: nullable(language('What customers write is shown in it; null: automatic.')),
    outgoingTo: nullable(language('What the user writes reaches customers in it; null: automatic.')),
  },
  {
    if: { properties: { mode: { const: 'custom' } } },
    then: { not: { properties: { incomingTo: { type: 'null' }, outgoingTo: { type: 'null' } } } },
  },
);

const envelope = { version: version(), actor, occurredAt: occurredAt() };

/** A user's setting in one shop. */
export const userTranslationSetting = defineEvent({
  type: 'translation.user-setting',
  version: 1,
  topic: translationSettingsTopic,
  scope: 'shop',
  description: "A user's translation setting in one shop as it is now.",
  schema: Type.Object({
    accountId: uuid(),
    shopId: uuid(),
    userId: uuid(),
    setting: translationSetting,
    ...envelope,
  }),
  key: (data) => `user:${data.shopId}:${data.userId}`,
  subject: (data) => data.userId,
});

/** A user's override for one chat. */
export const chatTranslationSetting = defineEvent({
  type: 'translation.chat-setting',
  version: 1,
  topic: translationSettingsTopic,
  scope: 'shop',
  description: "A user's translation setting for one chat; `setting` null: the override was removed.",
  schema: Type.Object({
    accountId: uuid(),
    shopId: uuid(),
    chatId: uuid(),
    userId: uuid(),
    setting: nullable(translationSetting),
    ...envelope,
  }),
  key: (data) => `chat:${data.chatId}:${data.userId}`,
  subject: (data) => data.chatId,
});

/** The language a chat's customer is taken to write. */
export const chatLanguage = defineEvent({
  type: 'translation.chat-language',
  version: 1,
  topic: translationSettingsTopic,
  scope: 'shop',
  description: "A chat's customer language as it is known now.",
  schema: Type.Object({
    accountId: uuid(),
    shopId: uuid(),
    chatId: uuid(),
    language: nullable(language()),
    ...envelope,
  }),
  key: (data) => `language:${data.chatId}`,
  subject: (data) => data.chatId,
});

/** Enabled, mode and, where custom, at least one language. */
export type TranslationSetting = Static<typeof translationSetting>;
/** A user's setting in one shop. */
export type UserTranslationSetting = Static<typeof userTranslationSetting.schema>;
/** A user's override for one chat. */
export type ChatTranslationSetting = Static<typeof chatTranslationSetting.schema>;
/** The language a chat's customer is taken to write. */
export type ChatLanguage = Static<typeof chatLanguage.schema>;
