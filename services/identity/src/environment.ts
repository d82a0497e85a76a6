import { defineEnvironment, list, listenEnvironment, secret, str, url } from '@switchboard/chassis';

/** Every variable of this service; all wrong ones are told at once. */
export const readEnvironment = () => {
  const { INTERNAL_CREDENTIALS, PUBLIC_URL, TRUSTED_ISSUER, ...environment } = defineEnvironment({
    ...listenEnvironment,
    DATABASE_URL: secret({ desc: 'the running role, identity_app' }),
    REDIS_URL: secret({ desc: 'redis://host:port/db or redis-cluster://host:port,host:port' }),
    KAFKA_BROKERS: list({ desc: 'host:port, comma separated' }),
    KAFKA_TOPIC_PREFIX: str({ default: '', desc: 'goes before every topic and group name' }),
    PUBLIC_URL: url({ desc: 'origin that the links in mails begin with' }),
    TRUSTED_ISSUER: str({ default: '', desc: 'issuer of the access tokens; the public origin unless told' }),
    ROUTING_URL: url({ desc: 'routing, for internal calls' }),
    INTERNAL_CREDENTIALS: secret({ desc: 'comma separated; all accepted, the first one sent' }),
    SIGNING_KEY: secret({ desc: 'private Ed25519 JWK, or a JWK set whose first key signs' }),
    SMTP_URL: secret({ desc: 'smtp://user:password@host:port of the mail server' }),
    MAIL_FROM: str({ desc: 'sender of all mails, Name <address>' }),
    CORS_ORIGINS: list({ default: [], desc: 'origins of frontends, comma separated' }),
  });
  const publicUrl = PUBLIC_URL.replace(/\/+$/, '');
  return {
    ...environment,
    PUBLIC_URL: publicUrl,
    TRUSTED_ISSUER: TRUSTED_ISSUER || publicUrl,
    INTERNAL_CREDENTIALS: INTERNAL_CREDENTIALS.split(',').map((one) => one.trim()),
  };
};

/** What operator commands read: the service's database, nothing else. */
export const readOperatorEnvironment = () =>
  defineEnvironment({ DATABASE_URL: secret({ desc: 'the running role, identity_app' }) });

/** The validated variables. */
export type IdentityEnvironment = Omit<ReturnType<typeof readEnvironment>, `is${string}`>;
