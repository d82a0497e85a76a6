import { defineEnvironment, list, listenEnvironment, num, secret, str, url } from '@switchboard/chassis';

/** Every variable of the service, checked once at start; each also as NAME_FILE. */
export const readEnvironment = () => {
  const { INTERNAL_CREDENTIALS, ...environment } = defineEnvironment({
    ...listenEnvironment,
    DATABASE_URL: secret({ desc: 'the running role, routing_app' }),
    REDIS_URL: secret({ desc: 'redis://host:port/db or redis-cluster://host:port,host:port' }),
    KAFKA_BROKERS: list({ desc: 'host:port, comma separated' }),
    KAFKA_TOPIC_PREFIX: str({ default: '', desc: 'goes before every topic and group name' }),
    TRUSTED_ISSUER: url({ desc: 'issuer of the access tokens: the public origin' }),
    IDENTITY_URL: url({ desc: 'identity, for its keys and internal calls' }),
    INTERNAL_CREDENTIALS: secret({ desc: 'comma separated; all accepted, the first one sent' }),
    CORS_ORIGINS: list({ default: [], desc: 'origins of frontends, comma separated' }),
    OUTBOUND_LIMIT_MS: num({ default: 2_000, desc: 'how long a reply waits for its translation' }),
    PRESENCE_GRACE_MS: num({
      default: 30_000,
      desc: 'how long an agent stays online after the last stream closed',
    }),
  });
  return { ...environment, INTERNAL_CREDENTIALS: INTERNAL_CREDENTIALS.split(',').map((one) => one.trim()) };
};

/** The validated variables. */
export type RoutingEnvironment = Omit<ReturnType<typeof readEnvironment>, `is${string}`>;

/** Injection token of the variables. */
export const environmentToken = Symbol('routing environment');
