import Type, { type Static } from 'typebox';
import { actor } from '../actor.js';
import { defineEvent } from '../define-event.js';
import { instant, nullable, occurredAt, uuid, version, vocabulary } from '../fields.js';
import { stateTopic } from '../topic.js';
import { shopAccess } from './members.js';

/** identity.api-keys.v1 */
export const apiKeysTopic = stateTopic({
  name: 'identity.api-keys.v1',
  owner: 'identity',
  consumers: ['team', 'routing'],
  key: 'keyId',
  description: 'Every API key by its hash. A platform key has no account.',
});

/** What an API key may do; the last two belong to platform keys only. May grow: an unknown one opens nothing. */
export const apiKeyScopes = [
  'inbound:write',
  'outbound:read',
  'chats:read',
  'reviews:read',
  'reviews:write',
] as const;

/** The whole state of one API key. */
export const apiKeyState = defineEvent({
  type: 'identity.api-key',
  version: 1,
  topic: apiKeysTopic,
  scope: 'platform',
  description: 'An API key as it is now; revoked for ever once revoked.',
  schema: Type.Object({
    keyId: uuid(),
    accountId: nullable(uuid('Null: a platform key.')),
    hash: Type.String({
      pattern: '^[0-9a-f]{64}$',
      description: 'SHA-256 of the whole key, in hexadecimal.',
    }),
    shopAccess,
    scopes: Type.Array(vocabulary(apiKeyScopes, 'What it may do.'), { minItems: 1, uniqueItems: true }),
    expiresAt: nullable(instant('Refused from then on; null: never expires.')),
    revoked: Type.Boolean(),
    version: version(),
    actor,
    occurredAt: occurredAt(),
  }),
  key: (apiKey) => apiKey.keyId,
  subject: (apiKey) => apiKey.keyId,
});

/** The whole state of one API key. */
export type ApiKeyState = Static<typeof apiKeyState.schema>;
/** A scope of an API key. */
export type ApiKeyScope = (typeof apiKeyScopes)[number];
