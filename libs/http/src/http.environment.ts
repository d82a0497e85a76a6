import { integer, list, secrets, url } from '@switchboard/chassis';

/** What every service needs to be called and to call the others; spread into its specification. */
export const httpEnvironment = {
  INTERNAL_CREDENTIALS: secrets({ desc: 'comma separated; all accepted, the first one sent' }),
  CORS_ORIGINS: list({ default: [], desc: 'origins of frontends, comma separated' }),
  REQUESTS_PER_MINUTE: integer({
    min: 1,
    max: 100_000_000,
    default: 6_000,
    desc: 'of one caller, over all routes of the service',
  }),
};

/** Besides, what every service but identity needs: whose tokens it trusts, and where to ask about their bearers. */
export const identityClientEnvironment = {
  TRUSTED_ISSUER: url({ desc: 'issuer of the access tokens: the public origin' }),
  IDENTITY_URL: url({ desc: 'identity, for its keys and internal calls' }),
};

/** Besides, what a service needs that hands routing its changes: see RoutingNotice. */
export const routingNoticeEnvironment = {
  ROUTING_URL: url({ desc: 'routing, for internal calls' }),
};

/** Values that reach nothing, for `writeOpenApi`: each service adds those of its own variables. */
export const unconnected = {
  HOST: '127.0.0.1',
  PORT: 0,
  LOG_LEVEL: 'silent' as const,
  OTEL_EXPORTER_OTLP_ENDPOINT: '',
  DATABASE_URL: 'postgres://nowhere',
  REDIS_URL: 'redis://nowhere',
  REDIS_COMMAND_TIMEOUT_MS: 200,
  KAFKA_BROKERS: [],
  KAFKA_TOPIC_PREFIX: '',
  INTERNAL_CREDENTIALS: [],
  CORS_ORIGINS: [],
  REQUESTS_PER_MINUTE: 6_000,
  TRUSTED_ISSUER: 'http://nowhere',
  IDENTITY_URL: 'http://nowhere',
  ROUTING_URL: 'http://nowhere',
};
