import { defineEnvironment, list, listenEnvironment, secret, str, url } from '@switchboard/chassis';

/** Every variable of this service; all wrong ones are told at once. */
export const readEnvironment = () => {
  const { INTERNAL_CREDENTIALS, ...environment } = defineEnvironment({
    ...listenEnvironment,
    DATABASE_URL: secret({ desc: 'the running role, team_app' }),
    REDIS_URL: secret({ desc: 'redis://host:port/db or redis-cluster://host:port,host:port' }),
    KAFKA_BROKERS: list({ desc: 'host:port, comma separated' }),
    KAFKA_TOPIC_PREFIX: str({ default: '', desc: 'goes before every topic and group name' }),
    TRUSTED_ISSUER: url({ desc: 'issuer of the access tokens: the public origin' }),
    IDENTITY_URL: url({ desc: 'identity, for its keys and internal calls' }),
    ROUTING_URL: url({ desc: 'routing, for internal calls' }),
    INTERNAL_CREDENTIALS: secret({ desc: 'comma separated; all accepted, the first one sent' }),
    CORS_ORIGINS: list({ default: [], desc: 'origins of frontends, comma separated' }),
  });
  return { ...environment, INTERNAL_CREDENTIALS: INTERNAL_CREDENTIALS.split(',').map((one) => one.trim()) };
};

/** The validated variables. */
export type TeamEnvironment = Omit<ReturnType<typeof readEnvironment>, `is${string}`>;
