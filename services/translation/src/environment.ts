import { defineEnvironment, integer, list, listenEnvironment, str } from '@switchboard/chassis';
import { httpEnvironment, identityClientEnvironment } from '@switchboard/http';
import { messagingEnvironment } from '@switchboard/messaging';
import { databaseEnvironment } from '@switchboard/persistence';
import { redisEnvironment } from '@switchboard/redis';

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
      desc: 'who translates, in order: apertium, libretranslate, pseudo',
    }),
    APERTIUM_URL: str({ default: '', desc: 'apertium-apy' }),
    LIBRETRANSLATE_URL: str({ default: '', desc: 'LibreTranslate' }),
    LIBRETRANSLATE_API_KEY: str({ default: '', desc: 'where LibreTranslate asks for one' }),
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
