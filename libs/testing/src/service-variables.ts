import type { TestBroker } from './test-broker.js';
import type { TestDatabase } from './test-database.js';
import type { TestRedis } from './redis-line.js';

/** A service in the test's process: a free port, and no logs. */
export const quietVariables = {
  HOST: '127.0.0.1',
  PORT: 0,
  LOG_LEVEL: 'silent',
  OTEL_EXPORTER_OTLP_ENDPOINT: '',
} as const;

/** What every service's environment names beside its own variables. */
export const serviceVariables = ({
  database,
  redis,
  broker,
}: {
  database: TestDatabase;
  redis: TestRedis;
  broker: TestBroker;
}) => ({
  ...quietVariables,
  DATABASE_URL: database.url,
  REDIS_URL: redis.url,
  REDIS_COMMAND_TIMEOUT_MS: 2_000,
  KAFKA_BROKERS: broker.brokers,
  KAFKA_TOPIC_PREFIX: broker.topicPrefix,
  CORS_ORIGINS: [],
  REQUESTS_PER_MINUTE: 6_000,
});
