import { defineEnvironment, list, listenEnvironment, num, secret, str, url } from '@switchboard/chassis';

const specification = {
  ...listenEnvironment,
  DATABASE_URL: secret({ desc: 'PostgreSQL as the running role, translation_app' }),
  REDIS_URL: secret({ desc: 'redis:// or redis-cluster://' }),
  KAFKA_BROKERS: list({ desc: 'host:port, comma separated' }),
  KAFKA_TOPIC_PREFIX: str({ default: '', desc: 'put before every topic and group name' }),
  INTERNAL_CREDENTIALS: secret({
    desc: 'service credentials, comma separated: the first is sent, all are accepted',
  }),
  IDENTITY_URL: url({ desc: 'where identity answers internal calls' }),
  TRUSTED_ISSUER: url({ desc: 'issuer of the access tokens' }),
  CORS_ORIGINS: list({ default: [], desc: 'origins whose pages may call the API' }),
  TRANSLATION_PROVIDERS: list({
    default: ['apertium'],
    desc: 'who translates, in order: apertium, libretranslate, pseudo',
  }),
  APERTIUM_URL: str({ default: '', desc: 'apertium-apy' }),
  LIBRETRANSLATE_URL: str({ default: '', desc: 'LibreTranslate' }),
  LIBRETRANSLATE_API_KEY: str({ default: '', desc: 'where LibreTranslate asks for one' }),
  PROVIDER_LIMIT_MS: num({ default: 1_000, desc: 'one request to one provider, at most' }),
  TRANSLATION_LIMIT_MS: num({
    default: 1_400,
    desc: 'one text over all providers, at most; below routing’s OUTBOUND_LIMIT_MS',
  }),
  MESSAGE_RETENTION_DAYS: num({
    default: 400,
    desc: 'how long messages are kept after the last one of their chat',
  }),
};

/** Every variable of the service, checked once at start; each also as NAME_FILE. */
export const readEnvironment = () => defineEnvironment(specification);

/** The variables' values. */
export type TranslationEnvironment = ReturnType<typeof readEnvironment>;
