import { defineEnvironment, integer, list, listenEnvironment } from '@switchboard/chassis';
import { httpEnvironment, identityClientEnvironment } from '@switchboard/http';
import { messagingEnvironment } from '@switchboard/messaging';
import { databaseEnvironment } from '@switchboard/persistence';
import { redisEnvironment } from '@switchboard/redis';
import { providerEnvironment, providerNames } from './providers/registry.js';

/** Every variable of the service, checked once at start; each also as NAME_FILE. */
export const readEnvironment = () =>
  defineEnvironment({
    ...listenEnvironment,
    ...databaseEnvironment,
    ...redisEnvironment,
    ...messagingEnvironment,
    ...httpEnvironment,
    ...identityClientEnvironment,
    TRANSLATION_PROVIDERS: list({
      default: ['apertium'],
      desc: `providers in the order in which they are asked: ${providerNames.join(', ')}`,
    }),
    // Read through the registry only: the type stays without them.
    ...(providerEnvironment as object),
    PROVIDER_LIMIT_MS: integer({
      min: 10,
      max: 60_000,
      default: 1_000,
      desc: 'one request to one provider, at most',
    }),
    TRANSLATION_LIMIT_MS: integer({
      min: 10,
      max: 60_000,
      default: 1_400,
      desc: 'one text over all providers, at most; below routing’s OUTBOUND_LIMIT_MS',
    }),
    MESSAGE_RETENTION_DAYS: integer({
      min: 1,
      max: 36_500,
      default: 400,
      desc: 'how long messages are kept after the last one of their chat',
    }),
  });

/** The validated variables. */
export type TranslationEnvironment = ReturnType<typeof readEnvironment>;
