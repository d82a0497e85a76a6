import 'reflect-metadata';
import { writeOpenApi } from '@switchboard/http';
import { RoutingModule, SERVICE } from './routing.module.js';

/** Writes openapi.json from the code; nothing is connected. With --check only compares. */
const written = await writeOpenApi({
  service: SERVICE,
  module: RoutingModule.forRoot({
    HOST: '127.0.0.1',
    PORT: 0,
    LOG_LEVEL: 'silent',
    OTEL_EXPORTER_OTLP_ENDPOINT: '',
    DATABASE_URL: 'postgres://nowhere',
    REDIS_URL: 'redis://nowhere',
    KAFKA_BROKERS: [],
    KAFKA_TOPIC_PREFIX: '',
    TRUSTED_ISSUER: 'http://localhost:3000',
    IDENTITY_URL: 'http://nowhere',
    INTERNAL_CREDENTIALS: [],
    CORS_ORIGINS: [],
    OUTBOUND_LIMIT_MS: 2_000,
    PRESENCE_GRACE_MS: 30_000,
  }),
  file: new URL('../openapi.json', import.meta.url),
  check: process.argv.includes('--check'),
});
process.exitCode = written ? 0 : 1;
